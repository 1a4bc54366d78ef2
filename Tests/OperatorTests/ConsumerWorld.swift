import JSON
import NATS
import TestSupport

/// Consumers for tests, made and used by raw requests.
extension JetStreamWorld {
    /// A pull consumer with explicit acknowledgement, unless the configuration says otherwise.
    func consumer(_ stream: String, _ name: String, _ configuration: JSONObject = [:]) async throws {
        var config: JSONObject = ["durable_name": .string(name), "ack_policy": "explicit", "deliver_policy": "all"]
        for member in configuration.members { config[member.key] = member.value }
        try await api(
            "CONSUMER.DURABLE.CREATE.\(stream).\(name)", ["stream_name": .string(stream), "config": .object(config)])
    }

    /// Takes the next message; nil where there is none.
    func pull(_ stream: String, _ name: String, acknowledging: Bool, group: String? = nil) async throws -> NATSMessage? {
        // Delivered under its own subject: no request could tell that it is the answer.
        let inbox = client.newInbox()
        let subscription = try await client.subscribe(inbox, timeout: .seconds(10))
        defer { subscription.cancel() }
        var request: JSONObject = ["batch": 1, "no_wait": true]
        if let group { request["group"] = .string(group) }
        try await client.publish(
            "$JS.API.CONSUMER.MSG.NEXT.\(stream).\(name)", payload: JSONValue.object(request).serialized(), reply: inbox,
            timeout: .seconds(10))
        var messages = subscription.makeAsyncIterator()
        guard let message = try await messages.next(within: .seconds(10)), message.status == nil else { return nil }
        // Answered, so that it has happened when this is over.
        if acknowledging, let reply = message.reply {
            _ = try await client.request(reply, payload: Array("+ACK".utf8), timeout: .seconds(10))
        }
        return message
    }

    /// What the server tells of a consumer, less the time it was asked.
    func snapshot(_ stream: String, _ name: String) async throws -> String {
        var info = try await api("CONSUMER.INFO.\(stream).\(name)")
        info["ts"] = nil
        return JSONValue.object(info).canonicalText
    }
}
