import JSON
import Model

/// How many bytes a result may have: what does not fit is not sent, and the result says how to ask for it.
struct Budget {
    let limit: Int
    private var used: Int

    /// - Parameters:
    ///   - target: stands in every result.
    ///   - query: stands in the cursor.
    init(_ limit: Int, _ target: Target, query: JSONObject = [:]) {
        self.limit = limit
        // Totals, flags, notes and keys; the cursor has the query and a position in base64.
        let cursor = ((query.isEmpty ? 2 : query.serializedCount) + 120) * 4 / 3
        used = target.json.serializedCount + cursor + 250
    }

    /// The largest item that can be taken now.
    var left: Int { max(0, limit - used) }

    func fits(_ item: JSONObject) -> Bool { Self.size(item) <= left }

    /// Takes the room for one more item; false when there is none. The first item always fits: an answer without any
    /// would lead nowhere, so callers make it small enough.
    mutating func take(_ item: JSONObject, isFirst: Bool) -> Bool {
        guard isFirst || fits(item) else { return false }
        used += Self.size(item)
        return true
    }

    /// With the comma, and with what `ExactNumbers` will add.
    private static func size(_ item: JSONObject) -> Int {
        ExactNumbers.marked(item).serializedCount + 1
    }

    static let field = Field<Int>.count(
        "max_bytes", "Size of the result at most, in bytes of JSON.", in: 1_000...60_000, default: 8_000
    ).terse()
}

/// How much of each thing to tell.
enum Detail: String, Sendable, CaseIterable {
    case concise
    case full

    static let field = Field<String>.choice(
        "detail", "full: everything the server says, in its own words.", of: Detail.self, default: .concise
    ).terse()
}
