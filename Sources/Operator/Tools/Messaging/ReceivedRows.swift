import JSON
import NATS

/// Messages as they came in, in a result with no room for all of them.
struct ReceivedRows {
    let view: PayloadView
    var budget: Budget
    private(set) var rows: [JSONValue] = []

    init(view: PayloadView, budget: Budget) {
        self.view = view
        self.budget = budget
    }

    /// False where there was no room for it.
    mutating func add(_ message: NATSMessage, _ members: JSONObject = [:]) -> Bool {
        var row = members
        if let status = message.status {
            row.append("status", .string("\(status) \(message.statusDescription ?? "")"))
        }
        if !message.headers.isEmpty { row.append("headers", .object(view.headers(message.headers))) }
        if rows.isEmpty, !budget.fits(row) {
            row["headers"] = nil
            row.append("headers_left_out", JSONValue(message.headers.fields.count))
        }
        let bare = row
        let isFirst = rows.isEmpty
        // The first is cut where another would not be shown.
        row["payload"] = .object(
            view.shown(message.payload, limit: budget.limit) { payload in
                var whole = bare
                whole.append("payload", .object(payload))
                return !isFirst || budget.fits(whole)
            })
        guard budget.take(row, isFirst: isFirst) else { return false }
        rows.append(.object(row))
        return true
    }
}
