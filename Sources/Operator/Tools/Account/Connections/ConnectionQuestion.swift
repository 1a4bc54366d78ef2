import JSON

enum ConnectionState: String, Sendable, CaseIterable { case open, closed, any }

/// What a list of connections is sorted by, in the words of the `nats` command line; in the other direction than one reads
/// them: most first.
enum ConnectionOrder: String, Sendable, CaseIterable {
    case subs, inMessages = "in-msgs", outMessages = "out-msgs", inBytes = "in-bytes", outBytes = "out-bytes", uptime, idle, rtt,
        pending, stop, cid

    /// What servers call it.
    var option: String {
        switch self {
        case .inMessages: "msgs_from"
        case .outMessages: "msgs_to"
        case .inBytes: "bytes_from"
        case .outBytes: "bytes_to"
        default: rawValue
        }
    }
}

/// Which connections are looked for.
struct ConnectionQuestion: Sendable {
    let account: String?
    let subject: String?
    let state: ConnectionState
    let order: ConnectionOrder

    /// Every server has to send all that come before a page: further down it costs too much.
    static let deepest = 10_000

    /// As servers want it.
    /// - Parameter first: how many of each server.
    func options(first: Int) -> JSONObject {
        let number =
            switch state {
            case .open: 0
            case .closed: 1
            case .any: 2
            }
        // More closed ones than are shown are looked at, to count the reasons; and all with a subscription, because nobody else
        // counts those.
        let limit = subject != nil ? Self.deepest : state == .open ? first : max(first, 1024)
        var options: JSONObject = [
            "auth": true, "state": JSONValue(number), "sort": .string(order.option), "limit": JSONValue(limit),
        ]
        if let account { options.append("acc", .string(account)) }
        if let subject { options.append("filter_subject", .string(subject)) }
        return options
    }

    var json: JSONObject {
        var object: JSONObject = ["state": .string(state.rawValue), "sort": .string(order.rawValue)]
        if let account { object.append("account", .string(account)) }
        if let subject { object.append("subject", .string(subject)) }
        return object
    }
}
