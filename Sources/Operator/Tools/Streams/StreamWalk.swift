import JSON
import JetStream
import Model

/// Goes through the account's streams in order of name, each exactly once, though streams may come and go meanwhile.
struct StreamWalk {
    let context: ToolContext
    /// Only those that take it.
    let subject: String?
    private(set) var total = 0
    private(set) var missing: [String] = []
    private(set) var offline: JSONObject = [:]
    /// The last one that was taken.
    private var last: String?
    private var offset = 0

    init(_ context: ToolContext, subject: String? = nil) {
        self.context = context
        self.subject = subject
    }

    /// Where a cursor goes on.
    var position: JSONObject? {
        last.map { ["after": .string($0), "offset": JSONValue(offset)] }
    }

    /// Gives every stream behind the position to `take`, until that returns false: the stream is left for the next page.
    /// - Returns: whether streams are left.
    mutating func run(from position: JSONObject?, _ take: (StreamInfo) -> Bool) async throws(ToolFailure) -> Bool {
        let after = position?["after"]?.string
        offset = try await start(after, position?["offset"]?.int ?? 0)
        while true {
            let page = try await page(offset)
            if !page.streams.isEmpty || offset == 0 { total = page.total }
            missing += page.missing
            for member in page.offline.members { offline[member.key] = member.value }
            for stream in page.streams {
                if after.map({ Self.precedes($0, stream.name) }) ?? true {
                    guard take(stream) else { return true }
                    last = stream.name
                }
                offset += 1
            }
            if page.streams.isEmpty || offset >= page.total { return false }
        }
    }

    /// What every list of streams tells beside them.
    func append(to result: inout JSONObject) {
        if !missing.isEmpty { result.append("missing", .array(missing.map { .string($0) })) }
        if !offline.isEmpty { result.append("offline", .object(offline)) }
    }

    /// The same, the first of each and how many there are.
    func append(to result: inout JSONObject, within budget: inout Budget) {
        var beside: JSONObject = [:]
        if !missing.isEmpty {
            beside.append("missing", .array(missing.prefix(20).map { .string($0) }))
            beside.append("missing_count", JSONValue(missing.count))
        }
        if !offline.isEmpty {
            beside.append("offline", .object(JSONObject(uniqueMembers: Array(offline.members.prefix(20)))))
            beside.append("offline_count", JSONValue(offline.count))
        }
        if budget.take(beside, isFirst: false) { for member in beside.members { result.append(member.key, member.value) } }
    }

    /// Where to begin so that nothing after `after` is left out, though streams may have come and gone since.
    private func start(_ after: String?, _ offset: Int) async throws(ToolFailure) -> Int {
        guard let after, offset > 0 else { return 0 }
        var start = offset
        while start > 0 {
            start = max(0, start - 1)
            guard let first = try await page(start).streams.first else {
                start = max(0, start - 256)
                continue
            }
            if !Self.precedes(after, first.name) { return start }
            start = max(0, start - 255)
        }
        return 0
    }

    private func page(_ offset: Int) async throws(ToolFailure) -> StreamPage {
        do {
            return try await context.jetStream.streams(offset: offset, subject: subject)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// The server's order is that of bytes; Swift's is another where letters can be written in two ways.
    private static func precedes(_ name: String, _ other: String) -> Bool { name.utf8.lexicographicallyPrecedes(other.utf8) }
}
