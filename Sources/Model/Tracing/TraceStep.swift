public import JSON

/// One thing a server did with a message it traced (ADR-41; nats-server's `msgtrace.go`).
public struct TraceStep: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// It came in.
        case ingress
        /// The account's mapping gave it another subject.
        case mapping
        /// A stream export handed it to another account.
        case streamExport = "stream_export"
        /// A service import took it into another account.
        case serviceImport = "service_import"
        /// A stream stored it, or would.
        case stream
        /// It went on to a client or another server, or would.
        case egress
        /// What only a newer server tells.
        case other
    }

    /// Whom it came from or went to.
    public enum Peer: Int, Sendable {
        case client, route, gateway, system, leafnode, jetstream, account
        public var word: String { self == .route ? "server" : "\(self)" }
    }

    public let kind: Kind
    /// As servers tell it.
    public let json: JSONObject

    init(json: JSONObject) {
        self.json = json
        kind =
            switch json["type"]?.string {
            case "in": .ingress
            case "sm": .mapping
            case "se": .streamExport
            case "si": .serviceImport
            case "js": .stream
            case "eg": .egress
            default: .other
            }
    }

    public var peer: Peer? { json["kind"]?.int.flatMap(Peer.init(rawValue:)) }
    /// Which of the next servers this is the way to.
    public var hop: String? { text("hop") }
    public var error: String? { text("error") }
    /// The stream's consumers want no such message: it keeps none.
    public var hasNoInterest: Bool { json["nointerest"] == true }

    /// RFC 3339, by the clock of its server.
    public var time: String? { text("ts") }

    /// In a result: `{step, …}`, without what is empty.
    public var row: JSONObject {
        var row: JSONObject = ["step": .string(kind.rawValue)]
        switch kind {
        case .ingress, .egress:
            if let peer { row.append(kind == .ingress ? "from" : "to", .string(peer.word)) }
        case .other:
            row.append("type", json["type"] ?? nil)
        default: break
        }
        let names = [
            ("name", "name"), ("cid", "cid"), ("acc", "account"), ("subj", "subject"), ("stream", "stream"),
            ("subject", "subject"), ("from", "from"), ("to", kind == .mapping || kind == .serviceImport ? "subject" : "to"),
            ("sub", "subscription"), ("queue", "queue"), ("hop", "hop"),
        ]
        for (key, name) in names {
            guard let value = json[key], !value.isNull, value != "", row[name] == nil else { continue }
            row.append(name, value)
        }
        if hasNoInterest { row.append("no_interest", true) }
        if let error { row.append("error", .string(error)) }
        return row
    }

    private func text(_ key: String) -> String? {
        guard let text = json[key]?.string, !text.isEmpty else { return nil }
        return text
    }
}
