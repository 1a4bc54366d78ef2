import JSON

/// What a server says of itself before it knows who we are: the `INFO` line it greets with.
struct ServerGreeting: Sendable {
    let serverID: String
    let serverName: String?
    let cluster: String?
    let requiresTLS: Bool
    let offersTLS: Bool

    /// - Parameter line: `INFO {…}`, or whatever came instead.
    init(_ line: [UInt8]) throws(ProbeFailure) {
        let text = String(decoding: line, as: UTF8.self)
        if let refusal = ServerRefusal(line: text) { throw ProbeFailure("it says «\(refusal.text)»") }
        guard text.prefix(5).lowercased() == "info ", let info = try? JSONParser().parse(Array(text.utf8.dropFirst(5))),
            let id = info["server_id"]?.string
        else { throw ProbeFailure("what answers there is no NATS server") }
        serverID = id
        serverName = info["server_name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        cluster = info["cluster"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        requiresTLS = info["tls_required"]?.bool == true
        offersTLS = requiresTLS || info["tls_available"]?.bool == true
    }
}
