public import Guard
import JSON
import Model

/// Makes streams.
public struct StreamCreator: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<StreamCreate>) async throws(ChangeFailure) -> Performed {
        let wanted = cleared.change.configuration
        try await StreamTurns.take(asRestore: false)
        defer { StreamTurns.end() }
        do {
            let token = try JetStreamClient.token(wanted.name, what: "stream")
            let reply = try await jetStream.call("STREAM.CREATE." + token, wanted.json)
            return Performed(
                outcome: ["created": true],
                verification: ConfigurationProof.words(
                    wanted.json, StreamInfo(json: reply).configuration.json, StreamDefaults.values))
        } catch {
            throw error.asChangeFailure
        }
    }
}

/// Changes configurations of streams.
public struct StreamUpdater: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    /// The server takes no condition with an update, so the configuration is read again right before it is sent; what somebody
    /// changes in the milliseconds between is overwritten.
    public func perform(_ cleared: consuming Cleared<StreamUpdate>) async throws(ChangeFailure) -> Performed {
        let update = cleared.change
        guard let reviewed = update.current, let proposed = update.proposed else {
            throw ChangeFailure(code: "not_reviewed", message: "the stream was not read before it was to be changed")
        }
        if update.changes.isEmpty { return Performed(outcome: ["changed": [], "sent": false]) }
        do {
            let token = try JetStreamClient.token(update.stream, what: "stream")
            let now = try await jetStream.streamInfo(update.stream)
            guard now.configuration.fingerprint == reviewed.fingerprint else {
                throw ChangeFailure(
                    code: "changed_since_review",
                    message:
                        "The configuration of \(quoted(update.stream)) was changed by somebody else meanwhile; nothing was sent. "
                        + "Call again to see the change against what it is now.")
            }
            let reply = StreamInfo(json: try await jetStream.call("STREAM.UPDATE." + token, proposed.json))
            let proof = ConfigurationProof.words(proposed.json, reply.configuration.json, StreamDefaults.values)
            let state = try? await jetStream.streamInfo(update.stream).state
            let left = state.map { "; \($0.messages.grouped) messages there now, \(now.state.messages.grouped) before" } ?? ""
            return Performed(
                outcome: ["changed": .array(update.changes.map { .object($0.json) })], verification: proof + left)
        } catch let failure as ChangeFailure {
            throw failure
        } catch let error as JetStreamError {
            throw error.asChangeFailure
        } catch {
            throw ChangeFailure(code: "internal", message: "\(error)")
        }
    }
}

/// Deletes streams.
public struct StreamDeleter: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<StreamDelete>) async throws(ChangeFailure) -> Performed {
        let stream = cleared.change.stream
        try await StreamTurns.take(asRestore: false)
        defer { StreamTurns.end() }
        do {
            let token = try JetStreamClient.token(stream, what: "stream")
            _ = try await jetStream.call("STREAM.DELETE." + token)
        } catch {
            throw error.asChangeFailure
        }
        var proof = "read again: there is no such stream"
        do {
            _ = try await jetStream.streamInfo(stream)
            proof = "read again: there is a stream of this name, made anew or not yet gone"
        } catch {
            if error.code != .streamNotFound { proof = "could not be read again: \(error.message)" }
        }
        return Performed(outcome: ["deleted": true], verification: proof)
    }
}

/// What the server made of a configuration, beside what was meant.
enum ConfigurationProof {
    /// Only fields that were given count: the others are the server's to fill.
    static func words(_ meant: JSONObject, _ reply: JSONObject, _ defaults: [String: JSONValue]) -> String {
        let given = Set(meant.keys)
        let other = ConfigurationComparison.changes(from: meant, to: reply, defaults: defaults).filter {
            given.contains($0.field)
        }
        guard !other.isEmpty else { return "the server's reply has every field as meant" }
        let words = other.map { "\($0.field) is \(shown($0.to, $0.field)), not \(shown($0.from, $0.field))" }
        return "the server's reply differs from what was meant: " + words.joined(separator: "; ")
    }
}
