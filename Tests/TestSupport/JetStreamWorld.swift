public import JSON
public import NATS

/// A real server with JetStream, and a client that makes streams by raw API requests: nothing of the code under test.
public final class JetStreamWorld: Sendable {
    public struct Refusal: Error, CustomStringConvertible {
        public let description: String
        public init(_ description: String) { self.description = description }
    }

    public let server: TestServer
    public let client: NATSClient
    /// For each request of the world's own.
    private static let patience = Duration.seconds(20)

    public init(_ configuration: String = "", authentication: NATSAuthentication = .none) async throws {
        server = try TestServer(configuration, jetStream: true)
        client = NATSClient(server.options(authentication))
        _ = try await client.connect(timeout: Self.patience)
    }

    /// Another client of the same server.
    public func anotherClient(_ authentication: NATSAuthentication = .none) -> NATSClient {
        NATSClient(server.options(authentication))
    }

    /// What the server answers to an API request, errors included.
    public func answer(_ operation: String, _ body: JSONObject = [:]) async throws -> JSONObject {
        let reply = try await client.request(
            "$JS.API." + operation, payload: JSONValue.object(body).serialized(), timeout: Self.patience)
        return try JSONParser().parse(reply.payload).object ?? [:]
    }

    /// The same; an error is thrown.
    @discardableResult
    public func api(_ operation: String, _ body: JSONObject = [:]) async throws -> JSONObject {
        let answer = try await answer(operation, body)
        if let error = answer["error"] { throw Refusal("\(operation): \(error.text)") }
        return answer
    }

    /// A stream in memory that takes `<name>.>`, unless the configuration says otherwise.
    @discardableResult
    public func stream(_ name: String, _ configuration: JSONObject = [:]) async throws -> JSONObject {
        var config: JSONObject = ["name": .string(name), "storage": "memory"]
        if configuration["mirror"] == nil, configuration["sources"] == nil { config["subjects"] = [.string(name + ".>")] }
        for member in configuration.members { config[member.key] = member.value }
        return try await api("STREAM.CREATE." + name, config)
    }

    /// A bucket as clients make it (ADR-8).
    @discardableResult
    public func bucket(_ name: String, history: Int = 5, _ configuration: JSONObject = [:]) async throws -> JSONObject {
        var config: JSONObject = [
            "max_msgs_per_subject": JSONValue(history), "allow_direct": true, "allow_rollup_hdrs": true, "deny_delete": true,
            "discard": "new",
        ]
        if configuration["mirror"] == nil { config["subjects"] = [.string("$KV.\(name).>")] }
        for member in configuration.members { config[member.key] = member.value }
        return try await stream("KV_" + name, config)
    }

    /// A bucket of objects as clients make it (ADR-20).
    @discardableResult
    public func objects(_ name: String, _ configuration: JSONObject = [:]) async throws -> JSONObject {
        var config: JSONObject = ["allow_direct": true, "allow_rollup_hdrs": true, "discard": "new"]
        if configuration["mirror"] == nil { config["subjects"] = [.string("$O.\(name).C.>"), .string("$O.\(name).M.>")] }
        for member in configuration.members { config[member.key] = member.value }
        return try await stream("OBJ_" + name, config)
    }

    /// Stores a message and tells its sequence.
    @discardableResult
    public func store(_ subject: String, _ payload: [UInt8] = [], _ headers: NATSHeaders = [:]) async throws -> UInt64 {
        let reply = try await client.request(subject, payload: payload, headers: headers, timeout: Self.patience)
        guard let sequence = try JSONParser().parse(reply.payload).object?["seq"]?.uint64 else {
            throw Refusal("\(subject) not stored: \(String(decoding: reply.payload, as: UTF8.self))")
        }
        return sequence
    }

    @discardableResult
    public func store(_ subject: String, _ payload: String, _ headers: NATSHeaders = [:]) async throws -> UInt64 {
        try await store(subject, Array(payload.utf8), headers)
    }

    /// Stores `count` messages, on the subjects in turn, the number as payload.
    public func fill(_ subjects: [String], _ count: Int) async throws {
        for number in 0..<count {
            let subject = subjects[number % subjects.count]
            let payload = Array(String(number).utf8)
            if number == count - 1 {
                // One connection's messages are stored in order: with the last, all are there.
                try await store(subject, payload)
            } else {
                try await client.publish(subject, payload: payload, timeout: Self.patience)
            }
        }
    }

    public func info(_ stream: String) async throws -> JSONObject { try await api("STREAM.INFO." + stream) }

    public func state(_ stream: String) async throws -> JSONObject { try await info(stream)["state"]?.object ?? [:] }

    public func messageCount(_ stream: String) async throws -> UInt64 {
        try await state(stream)["messages"]?.uint64 ?? 0
    }

    /// Deletes single messages: gaps.
    public func erase(_ stream: String, _ sequences: [UInt64]) async throws {
        for sequence in sequences {
            try await api("STREAM.MSG.DELETE." + stream, ["seq": JSONValue(sequence), "no_erase": true])
        }
    }

    /// Waits until something is so, asking again and again; false when it is not within about ten seconds.
    public func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<200 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }
}
