import JSON

/// Reads the older archives: a tar of the files of a server's store.
///
/// Which messages there are is told by three things together: the records in the message blocks, the tombstones among them, and
/// the store's index, which alone knows what limits removed (a block keeps such messages until it is rewritten).
struct TarArchive {
    private static let largestDocument: UInt64 = 64 << 20

    private let tar: TarReader
    private var content = ArchiveContent(generation: .tar)
    private var messages: StoredMessages
    private var index: StoreIndex?
    private var consumers: [String: (configuration: JSONObject?, position: ConsumerPosition?)] = [:]

    init(_ reader: ByteReader, withHeaders: Bool) {
        tar = TarReader(reader)
        messages = StoredMessages(withSchedules: withHeaders)
    }

    mutating func read() throws(ArchiveError) -> ArchiveContent {
        while let entry = try tar.next() {
            guard entry.isFile else { continue }
            let parts = entry.name.split(separator: "/").map(String.init)
            switch (parts.count, parts.first, parts.last) {
            case (1, _, "meta.inf"): try stream(entry)
            case (2, "msgs", let name?): try store(name, entry)
            case (3, "obs", let name?): try consumer(parts[1], name, entry)
            case (_, _, "meta.sum"): continue
            default: note("the archive has a file \(JSONValue.string(entry.name).text), which this program does not know")
            }
        }
        return try finished()
    }

    private mutating func note(_ words: String) {
        // One damaged archive could have any number of them.
        if content.unknown.count < 20 { content.unknown.append(words) }
    }

    private mutating func stream(_ entry: TarReader.Entry) throws(ArchiveError) {
        var configuration = try document(entry)
        configuration["Created"] = nil
        content.configuration = configuration
    }

    private mutating func store(_ name: String, _ entry: TarReader.Entry) throws(ArchiveError) {
        let reader = ByteReader(tar.content, name: entry.name)
        if name == "index.db" {
            index = try StoreIndex(wholeStore: reader)
        } else if name.hasSuffix(".idx") {
            // An older server's: one a block, before its block.
            var all = index ?? StoreIndex()
            try all.add(block: reader)
            index = all
        } else if name.hasSuffix(".blk") {
            if let fault = try messages.read(reader, size: entry.size) { note("\(entry.name) \(fault)") }
        }
    }

    private mutating func consumer(_ name: String, _ file: String, _ entry: TarReader.Entry) throws(ArchiveError) {
        switch file {
        case "meta.inf":
            var configuration = try document(entry)
            configuration["Created"] = nil
            consumers[name, default: (nil, nil)].configuration = configuration
        case "o.dat":
            let reader = ByteReader(tar.content, name: entry.name)
            let position = try ConsumerPosition(reader)
            if position == nil {
                note("\(entry.name) is of a form this program does not know: that consumer's position is not known")
            }
            consumers[name, default: (nil, nil)].position = position
        default: break
        }
    }

    private func document(_ entry: TarReader.Entry) throws(ArchiveError) -> JSONObject {
        let reader = ByteReader(tar.content, name: entry.name)
        guard entry.size <= Self.largestDocument, let object = try? JSONParser().parse(try reader.bytes(Int(entry.size))).object
        else {
            throw reader.damaged("this is no JSON object")
        }
        return object
    }

    private mutating func finished() throws(ArchiveError) -> ArchiveContent {
        guard content.configuration != nil else {
            throw ArchiveError("archive_damaged", "the archive has no meta.inf: it is not of a stream")
        }
        for (name, consumer) in consumers {
            guard let configuration = consumer.configuration else {
                note("the archive has no configuration of the consumer \(JSONValue.string(name).text)")
                continue
            }
            content.consumers.append(
                ArchivedConsumer(name: name, configuration: configuration, position: consumer.position))
        }
        content.consumers.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        if messages.isReadable {
            content.counts = counts()
            content.schedules = messages.liveSchedules
            pending()
        }
        return content
    }

    /// What consumers that take all subjects have yet to be handed; of the others the blocks would have to be read once more.
    private mutating func pending() {
        let known = content.consumers.indices.filter { index in
            let consumer = content.consumers[index]
            return consumer.delivered != nil && consumer.filters.isEmpty && !consumer.takesLastOfSubjects
        }
        let positions = known.map { content.consumers[$0].delivered ?? 0 }
        for (index, count) in zip(known, messages.live.counts(above: positions)) { content.consumers[index].pending = count }
    }

    private mutating func counts() -> ArchiveCounts {
        var counts = ArchiveCounts()
        if let index {
            messages.apply(index)
            let told = index.messages
            if index.last >= messages.highest {
                if told != messages.live.count {
                    content.contradictions.append(
                        "the archive's index tells of \(told) messages, its blocks have \(messages.live.count)")
                }
                counts.storedBytes = index.bytes
            }
        } else if messages.hasRecords {
            note("the store's index is not in the archive: messages that limits removed may be counted")
        }
        counts.messages = messages.live.count
        counts.firstSequence = messages.live.first ?? 0
        counts.lastSequence = max(messages.highest, index?.last ?? 0)
        if counts.messages > 0 { counts.deleted = counts.lastSequence - counts.firstSequence + 1 - counts.messages }
        counts.contentBytes = messages.contentBytes
        counts.headed = messages.headed
        return counts
    }
}
