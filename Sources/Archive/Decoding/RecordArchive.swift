import JSON
import Model

/// Reads the newer archives: the stream's state, its consumers, its messages in order of sequence, and an empty entry that says
/// that all is there. The stream's configuration is not in them.
struct RecordArchive {
    static let magic = Array("NATSARC1".utf8)
    private static let longestName: UInt64 = 1 << 20
    private static let largestDocument: UInt64 = 256 << 20
    /// Servers take no message with longer ones.
    private static let longestHeaders: UInt64 = 64 << 20

    private let reader: ByteReader
    private var content = ArchiveContent(generation: .records)
    private var counts = ArchiveCounts()
    private var state: StreamState?

    private var pending: PendingCounts?

    /// - Parameter reader: behind the magic bytes.
    init(_ reader: ByteReader, withHeaders: Bool) {
        self.reader = reader
        if withHeaders {
            content.schedules = ScheduledMessages()
            content.copied = CopiedOrigins()
        }
    }

    private struct Entry {
        var nameLength: UInt64
        var time: UInt64
        var sequence: UInt64
        var headers: UInt64
        var payload: UInt64

        var isEnd: Bool { nameLength == 0 && time == 0 && sequence == 0 && headers == 0 && payload == 0 }
    }

    mutating func read() throws(ArchiveError) -> ArchiveContent {
        while true {
            let place = reader.offset
            let entry = Entry(
                nameLength: try reader.varint(), time: try reader.varint(), sequence: try reader.varint(),
                headers: try reader.varint(), payload: try reader.varint())
            if entry.isEnd { break }
            let (size, tooLarge) = entry.headers.addingReportingOverflow(entry.payload)
            guard !tooLarge, size <= UInt64(Int64.max), entry.nameLength <= Self.longestName else {
                throw reader.damaged("the entry at byte \(place) has lengths that can't be")
            }
            if entry.sequence == 0 {
                try document(entry, size, place)
            } else {
                try message(entry, size, place)
            }
        }
        guard try reader.isAtEnd() else { throw reader.damaged("something follows the end of the archive") }
        return try finished()
    }

    private mutating func document(_ entry: Entry, _ size: UInt64, _ place: UInt64) throws(ArchiveError) {
        let name = String(decoding: try reader.bytes(Int(entry.nameLength)), as: UTF8.self)
        guard counts.messages == 0, size <= Self.largestDocument else {
            throw reader.damaged("the entry at byte \(place) stands where none may")
        }
        guard let document = try? JSONParser(maximumBytes: Int(Self.largestDocument)).parse(try reader.bytes(Int(size))).object
        else {
            throw reader.damaged("\(JSONValue.string(name).text) is no JSON object")
        }
        let prefix = "consumers/"
        if name == "state.json" {
            content.state = document
            state = StreamState(json: document)
        } else if name.hasPrefix(prefix) {
            content.consumers.append(
                ArchivedConsumer(
                    name: String(name.dropFirst(prefix.count)), configuration: document["config"]?.object ?? [:],
                    position: document["state"]?.object.flatMap { ConsumerPosition($0) }))
        } else {
            content.unknown.append("the archive has an entry \(JSONValue.string(name).text), which this program does not know")
        }
    }

    private mutating func message(_ entry: Entry, _ size: UInt64, _ place: UInt64) throws(ArchiveError) {
        guard counts.messages == 0 || entry.sequence > counts.lastSequence else {
            throw reader.damaged("the message at byte \(place) is out of order (sequence \(entry.sequence))")
        }
        if counts.messages == 0 { counts.firstSequence = entry.sequence }
        counts.lastSequence = entry.sequence
        counts.messages += 1
        counts.headed += entry.headers > 0 ? 1 : 0
        counts.contentBytes = counts.contentBytes &+ entry.nameLength &+ size
        try inside(entry)
    }

    /// Looks at as much of a message as somebody wants to know of.
    private mutating func inside(_ entry: Entry) throws(ArchiveError) {
        if pending == nil { pending = PendingCounts(content.consumers) }
        var subject = ""
        if pending?.wantsSubject() == true {
            subject = String(decoding: try reader.bytes(Int(entry.nameLength)), as: UTF8.self)
        } else {
            try reader.skip(entry.nameLength)
        }
        pending?.pass(entry.sequence, subject)
        if entry.headers > 0, content.schedules != nil, entry.headers <= Self.longestHeaders {
            let headers = try reader.bytes(Int(entry.headers))
            if let schedule = ScheduledMessages.Schedule(headers: headers) { content.schedules?.take(schedule) }
            content.copied?.take(headers: headers)
        } else {
            try reader.skip(entry.headers)
        }
        try reader.skip(entry.payload)
    }

    private mutating func finished() throws(ArchiveError) -> ArchiveContent {
        guard let state else { throw reader.damaged("the archive has no state.json") }
        let announced = state.consumerCount
        if announced != UInt64(content.consumers.count), !content.consumers.isEmpty {
            throw reader.damaged("the archive announces \(announced) consumers and has \(content.consumers.count)")
        }
        if counts.messages > 0 {
            counts.deleted = counts.lastSequence - counts.firstSequence + 1 - counts.messages
            if state.lastSequence > counts.lastSequence {
                counts.deleted += state.lastSequence - counts.lastSequence
            }
        }
        counts.lastSequence = max(counts.lastSequence, state.lastSequence)
        // Of a stream without messages nothing was counted, and there is nothing to deliver.
        (pending ?? PendingCounts(content.consumers)).note(in: &content.consumers)
        content.consumers.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        content.counts = counts
        return content
    }
}
