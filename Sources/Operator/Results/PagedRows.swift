import JSON

/// Rows in the order of their places, of which a result holds as many as it has room for.
struct PagedRows {
    struct Row: Sendable {
        /// Unique, and the same as long as the row is there: a page goes on behind the last one's.
        let place: String
        private let make: @Sendable () -> JSONObject

        init(place: String, json: JSONObject) { self.init(place: place) { json } }

        /// - Parameter make: called only where a result has room for the row: there may be a hundred thousand.
        init(place: String, _ make: @escaping @Sendable () -> JSONObject) {
            self.place = place
            self.make = make
        }

        var json: JSONObject { make() }
    }

    private(set) var rows: [JSONValue] = []
    private(set) var next: String?

    /// - Parameter query: what must be the same for the list to be the same.
    init(
        _ all: [Row], tool: String, query: JSONObject, cursor: String?, limit: Int, budget: inout Budget
    ) throws(ToolFailure) {
        let after = try Cursor.position(in: cursor, tool: tool, query: query)?["after"]?.string
        var last: String?
        for row in all.sorted(by: { Self.precedes($0.place, $1.place) }) {
            if let after, !Self.precedes(after, row.place) { continue }
            let isFirst = rows.isEmpty
            let whole = row.json
            let json = isFirst && !budget.fits(whole) ? Trimmed.fitting(whole, budget).object : whole
            guard rows.count < limit, budget.take(json, isFirst: isFirst) else {
                next = last.map { Cursor(tool: tool, query: query, position: ["after": .string($0)]).text }
                return
            }
            rows.append(.object(json))
            last = row.place
        }
    }

    /// Adds the rows, and how to go on where they are not all.
    func append(to result: inout JSONObject, as key: String) {
        result.append(key, .array(rows))
        result.append("truncated", .bool(next != nil))
        if let next { result.append("next_cursor", .string(next)) }
    }

    private static func precedes(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }

    static let output: JSONObject = [
        "truncated": ["type": "boolean"], "next_cursor": ["type": "string", "description": "Give it as `cursor` to go on."],
    ]
}

extension JSONObject {
    /// The members of several objects, one behind the other; of two with the same key the first stays.
    static func joined(_ objects: JSONObject...) -> JSONObject {
        var joined: JSONObject = [:]
        for member in objects.flatMap(\.members) where joined[member.key] == nil { joined.append(member.key, member.value) }
        return joined
    }
}
