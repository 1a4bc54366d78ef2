import JSON

/// How many bytes a result may have: what does not fit is not sent, and the result says how to ask for it.
struct Budget {
    /// Room for what surrounds the items: target, totals, cursor.
    private static let frame = 700
    let limit: Int
    private var used = Budget.frame

    init(_ limit: Int) { self.limit = limit }

    var left: Int { max(0, limit - used) }

    /// Takes the room for one more item; false when there is none. The first item always fits: an answer without any
    /// would lead nowhere.
    mutating func take(_ item: JSONObject, isFirst: Bool) -> Bool {
        let size = JSONValue.object(item).serialized().count + 1
        guard isFirst || used + size <= limit else { return false }
        used += size
        return true
    }

    static let field = Field<Int>.count(
        "max_bytes", "Size of the result at most, in bytes of JSON.", in: 1_000...60_000, default: 8_000)
}

/// How much of each thing to tell.
enum Detail: String, Sendable, CaseIterable {
    case concise
    case full

    static let field = Field<String>.choice(
        "detail", "full: everything the server says, in its own words.", of: Detail.self, default: .concise)
}
