/// A set of sequences, small where they are dense and where they are few: a bit each, or two bytes each, in ranges of 65,536.
struct SequenceSet {
    private enum Chunk {
        case few([UInt16])
        case many([UInt64])
    }

    private var chunks: [UInt64: Chunk] = [:]
    private(set) var count: UInt64 = 0

    /// Roughly how much memory the members take.
    private(set) var weight = 0

    mutating func insert(_ sequence: UInt64) {
        let low = UInt16(truncatingIfNeeded: sequence)
        // Taken out, changed, put back: otherwise every change would copy the chunk.
        guard let chunk = chunks.removeValue(forKey: sequence >> 16) else {
            chunks[sequence >> 16] = .few([low])
            count += 1
            weight += 64
            return
        }
        chunks[sequence >> 16] = inserted(low, chunk)
    }

    private mutating func inserted(_ low: UInt16, _ chunk: Chunk) -> Chunk {
        switch chunk {
        case .few(var members):
            if let last = members.last, last < low {
                members.append(low)
            } else {
                let place = members.firstIndex { $0 >= low } ?? members.endIndex
                if place < members.endIndex, members[place] == low { return .few(members) }
                members.insert(low, at: place)
            }
            count += 1
            weight += 2
            guard members.count > 4096 else { return .few(members) }
            var bits = [UInt64](repeating: 0, count: 1024)
            for member in members { bits[Int(member) >> 6] |= 1 << UInt64(member & 63) }
            return .many(bits)
        case .many(var bits):
            let bit: UInt64 = 1 << UInt64(low & 63)
            if bits[Int(low) >> 6] & bit == 0 {
                bits[Int(low) >> 6] |= bit
                count += 1
            }
            return .many(bits)
        }
    }

    func contains(_ sequence: UInt64) -> Bool {
        let low = UInt16(truncatingIfNeeded: sequence)
        return switch chunks[sequence >> 16] {
        case nil: false
        case .few(let members): members.contains(low)
        case .many(let bits): bits[Int(low) >> 6] & 1 << UInt64(low & 63) != 0
        }
    }

    /// - Returns: whether it was there.
    @discardableResult
    mutating func remove(_ sequence: UInt64) -> Bool {
        let low = UInt16(truncatingIfNeeded: sequence)
        guard let chunk = chunks.removeValue(forKey: sequence >> 16) else { return false }
        var found = false
        switch chunk {
        case .few(var members):
            if let place = members.firstIndex(of: low) {
                members.remove(at: place)
                found = true
            }
            if !members.isEmpty { chunks[sequence >> 16] = .few(members) }
        case .many(var bits):
            let bit: UInt64 = 1 << UInt64(low & 63)
            found = bits[Int(low) >> 6] & bit != 0
            bits[Int(low) >> 6] &= ~bit
            chunks[sequence >> 16] = .many(bits)
        }
        if found { count -= 1 }
        return found
    }

    /// Removes all of a range, both ends in it.
    mutating func remove(_ range: ClosedRange<UInt64>) {
        for key in chunks.keys where key >= range.lowerBound >> 16 && key <= range.upperBound >> 16 {
            for member in members(of: key) where range.contains(member) { remove(member) }
        }
    }

    var first: UInt64? {
        for key in chunks.keys.sorted() {
            if let member = members(of: key).first { return member }
        }
        return nil
    }

    var last: UInt64? {
        for key in chunks.keys.sorted(by: >) {
            if let member = members(of: key).last { return member }
        }
        return nil
    }

    /// How many members are larger than each of these.
    func counts(above bounds: [UInt64]) -> [UInt64] {
        var counts = [UInt64](repeating: 0, count: bounds.count)
        for key in chunks.keys {
            let members = bounds.contains { $0 >> 16 == key } ? members(of: key) : []
            let all = size(of: key)
            for (place, bound) in bounds.enumerated() where bound >> 16 <= key {
                counts[place] += bound >> 16 < key ? all : UInt64(members.count { $0 > bound })
            }
        }
        return counts
    }

    private func size(of key: UInt64) -> UInt64 {
        switch chunks[key] {
        case nil: 0
        case .few(let members): UInt64(members.count)
        case .many(let bits): UInt64(bits.reduce(0) { $0 + $1.nonzeroBitCount })
        }
    }

    private func members(of key: UInt64) -> [UInt64] {
        switch chunks[key] {
        case nil: []
        case .few(let members): members.map { key << 16 | UInt64($0) }
        case .many(let bits):
            bits.enumerated().flatMap { place, word in
                (0..<64).filter { word >> UInt64($0) & 1 == 1 }.map { key << 16 | UInt64(place << 6 | $0) }
            }
        }
    }
}
