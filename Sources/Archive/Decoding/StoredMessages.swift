/// The messages of a store, from its blocks.
///
/// A record is its length (32 bits, the highest: it has headers), its sequence (64 bits, the two highest: it was erased; it is a
/// tombstone for another), its time, the length of its subject (16 bits), subject, length of the headers, headers, payload, and
/// a checksum of eight bytes.
struct StoredMessages {
    private(set) var live = SequenceSet()
    /// The highest sequence that was ever there, as far as the blocks tell.
    private(set) var highest: UInt64 = 0
    private(set) var contentBytes: UInt64 = 0
    private(set) var headed: UInt64 = 0
    private(set) var isReadable = true
    private(set) var hasRecords = false
    /// The schedules among the messages by sequence; nil where nobody asked for them.
    private var schedules: [UInt64: ScheduledMessages.Schedule]?

    private static let erased: UInt64 = 1 << 63
    private static let tombstone: UInt64 = 1 << 62
    /// Servers take no record for one that is longer.
    private static let longest: UInt64 = 64 << 20
    private static let heaviest = 256 << 20
    private static let mostSchedules = 1 << 20

    init(withSchedules: Bool = false) {
        if withSchedules { schedules = [:] }
    }

    /// Reads a block of so many bytes.
    /// - Returns: why it could not be read, as the end of a sentence.
    mutating func read(_ reader: ByteReader, size: UInt64) throws(ArchiveError) -> String? {
        while try !reader.isAtEnd() {
            let place = reader.offset
            guard size - place >= 30 else { return unreadable(place) }
            let head = try reader.number(4)
            let length = head & 0x7FFF_FFFF
            let hasHeaders = head >> 31 == 1
            let fixed: UInt64 = hasHeaders ? 34 : 30
            guard length >= fixed, length <= Self.longest, length <= size - place else { return unreadable(place) }
            let sequence = try reader.number(8)
            try reader.skip(8)
            let subject = try reader.number(2)
            guard fixed + subject <= length else { return unreadable(place) }
            try schedule(hasHeaders, reader, sequence, subject, rest: length - 22)
            take(sequence, content: length - fixed, hasHeaders)
            guard live.weight <= Self.heaviest else {
                isReadable = false
                return "has too many scattered sequences to be counted"
            }
        }
        return nil
    }

    /// Passes over a record behind its fixed beginning, and looks on the way whether it is a schedule.
    private mutating func schedule(
        _ hasHeaders: Bool, _ reader: ByteReader, _ sequence: UInt64, _ subject: UInt64, rest: UInt64
    ) throws(ArchiveError) {
        guard hasHeaders, let known = schedules?.count, known < Self.mostSchedules, rest >= subject + 4 else {
            return try reader.skip(rest)
        }
        try reader.skip(subject)
        let length = try reader.number(4)
        guard length <= rest - subject - 4 else { return try reader.skip(rest - subject - 4) }
        schedules?[sequence] = ScheduledMessages.Schedule(headers: try reader.bytes(Int(length)))
        try reader.skip(rest - subject - 4 - length)
    }

    /// The schedules that are there still, once the index was applied.
    var liveSchedules: ScheduledMessages? {
        guard let schedules else { return nil }
        var live = ScheduledMessages(isCut: schedules.count >= Self.mostSchedules)
        for (sequence, schedule) in schedules where self.live.contains(sequence) { live.take(schedule) }
        return live
    }

    private mutating func unreadable(_ place: UInt64) -> String {
        isReadable = false
        return
            "can't be read from byte \(place) on: it is encrypted, compressed, of a newer form, or was damaged in the server's store"
    }

    private mutating func take(_ field: UInt64, content: UInt64, _ hasHeaders: Bool) {
        hasRecords = true
        let sequence = field & ~(Self.erased | Self.tombstone)
        guard sequence != 0 else { return }
        highest = max(highest, sequence)
        guard field == sequence else {
            live.remove(sequence)
            return
        }
        live.insert(sequence)
        contentBytes = contentBytes &+ content
        headed += hasHeaders ? 1 : 0
    }

    /// Removes what the index knows to be gone.
    mutating func apply(_ index: StoreIndex) {
        if index.first > 1 { live.remove(0...index.first - 1) }
        var before: UInt64 = 0
        for block in index.blocks {
            if block.first > before + 1 { live.remove(before + 1...block.first - 1) }
            before = max(before, block.last)
        }
        for sequence in index.deleted { live.remove(sequence) }
    }
}
