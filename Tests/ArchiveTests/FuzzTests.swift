import Platform
import Testing

@testable import Archive

/// Whatever a file says: an answer or an error, in bounded memory, and no change of a file goes unseen.
struct FuzzTests {
    /// The same numbers in every run, so that a failure comes again.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    private func isRead(_ file: [UInt8]) -> Bool {
        (try? ArchiveReader.content(of: Framing.Pieces(file, size: 777))) != nil
    }

    static let files: [(String, String)] = [
        ("2.9.10", "PLAIN"), ("2.12.8", "VALUES"), ("2.14.6", "WORK"), ("2.15.1", "PLAIN"), ("2.15.1", "MEMORY"),
    ]

    /// A copy from another place that has the same bytes is another file of the same content: that one may be.
    @Test(arguments: files)
    func `every flipped bit that changes the content is seen`(release: String, stream: String) throws {
        let file = try Fixture.bytes(release, stream)
        let content = try Framing.content(of: file)
        #expect(isRead(file))
        var dice = Dice(state: 1)
        for _ in 0..<300 {
            var changed = file
            changed[Int.random(in: 0..<file.count, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            let isSeen = !isRead(changed)
            let isSame = (try? Framing.content(of: changed)) == content
            #expect(isSeen || isSame)
        }
    }

    @Test(arguments: files)
    func `every cut is seen`(release: String, stream: String) throws {
        let file = try Fixture.bytes(release, stream)
        var dice = Dice(state: 2)
        for length in [0, 1, 4, 9, 10, 11, 14, file.count - 1]
            + (0..<100).map({ _ in Int.random(in: 0..<file.count, using: &dice) })
        {
            #expect(!isRead(Array(file[..<length])), "\(length) of \(file.count) bytes")
        }
        #expect(!isRead(file + file))
        #expect(!isRead(file + Framing.block([0])))
    }

    @Test func `blocks of random bytes are decoded or refused`() {
        var dice = Dice(state: 3)
        var decoded = 0
        for round in 0..<20_000 {
            var bytes = (0..<Int.random(in: 0..<40, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
            // A length that is small makes more of them pass the first look.
            if round % 2 == 0, !bytes.isEmpty { bytes[0] = UInt8.random(in: 0..<64, using: &dice) }
            if let content = S2Block.decode(bytes) {
                decoded += 1
                #expect(content.count <= S2Block.largest)
            }
        }
        #expect(decoded > 0)
    }

    /// Behind the checksums: what is inside is changed, and the frames made anew so that it is looked at.
    @Test(arguments: files)
    func `an archive with anything inside is read or refused`(release: String, stream: String) throws {
        let content = try Framing.content(of: try Fixture.bytes(release, stream))
        var dice = Dice(state: 4)
        var (read, refused) = (0, 0)
        for round in 0..<300 {
            var changed = content
            for _ in 0...(round % 4) {
                let place = Int.random(in: 0..<changed.count, using: &dice)
                switch round % 3 {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: changed.replaceSubrange(place..<min(place + 8, changed.count), with: [UInt8](repeating: 0xFF, count: 8))
                default: changed.removeSubrange(place..<min(place + Int.random(in: 1..<600, using: &dice), changed.count))
                }
                if changed.isEmpty { break }
            }
            if isRead(Framing.file(changed)) { read += 1 } else { refused += 1 }
        }
        #expect(read + refused == 300)
        #expect(refused > 0)
    }

    @Test func `an index that promises the world costs nothing`() throws {
        // 2^60 subjects, 2^60 blocks, 2^60 deleted messages: all end with the bytes there are.
        for tail: [UInt8] in [[], [0], [0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]] {
            let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]
            let bytes: [UInt8] = [11, 3, 1, 1, 1, 0, 1, 0] + (tail.isEmpty ? huge : tail)
            #expect(throws: ArchiveError.self) {
                try StoreIndex(wholeStore: ByteReader(Framing.Pieces(bytes), name: "index"))
            }
        }
    }

    @Test func `an entry that promises the world is refused`() {
        let magic = RecordArchive.magic
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]
        let state = [UInt8(10), 0, 0, 0, 2] + Array("state.json{}".utf8)
        for entry in [[1, 0, 0] + huge + huge, huge + [0, 0, 0, 0], [1, 0, 1, 0] + huge, [10, 0, 0, 0] + huge] as [[UInt8]] {
            #expect(!isRead(Framing.file(magic + entry)))
            #expect(!isRead(Framing.file(magic + state + entry)))
        }
    }

    @Test func `a set of sequences is what a plain set is`() {
        var dice = Dice(state: 5)
        var set = SequenceSet()
        var plain: Set<UInt64> = []
        for round in 0..<30_000 {
            let far: UInt64 = round % 5 == 0 ? 1 << 40 : 0
            let sequence = far + UInt64.random(in: 1...9_000, using: &dice)
            if round % 3 == 2 {
                #expect(set.remove(sequence) == (plain.remove(sequence) != nil))
            } else {
                set.insert(sequence)
                plain.insert(sequence)
            }
        }
        set.remove(100...6_000)
        plain = plain.filter { !(100...6_000).contains($0) }
        #expect(set.count == UInt64(plain.count))
        #expect(set.first == plain.min())
        #expect(set.last == plain.max())
    }
}
