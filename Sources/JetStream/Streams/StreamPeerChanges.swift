public import Guard
import JSON
import Model
import NATS
import Platform

/// Has streams led by others of their servers.
public struct StreamStepDowner: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<StreamStepDown>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        var body: JSONObject?
        if let preferred = change.preferred { body = ["placement": ["preferred": .string(preferred)]] }
        do {
            let token = try JetStreamClient.token(change.stream, what: "stream")
            _ = try await jetStream.call("STREAM.LEADER.STEPDOWN." + token, body)
        } catch {
            throw error.asChangeFailure
        }
        let before = change.leader
        let after = await jetStream.settled(change.stream) { $0.leader != nil && $0.leader != before }
        var outcome: JSONObject = [:]
        if let before { outcome.append("previous_leader", .string(before)) }
        if let leader = after?.leader { outcome.append("leader", .string(leader)) }
        return Performed(outcome: outcome, verification: Self.words(change, after))
    }

    private static func words(_ change: StreamStepDown, _ after: StreamInfo?) -> String {
        guard let after else { return "the stream could not be read again" }
        guard let leader = after.leader else { return "read again: there is no leader yet" }
        if leader == change.leader { return "read again: \(quoted(leader)) leads still, or again" }
        let other = change.preferred.map { $0 != leader } ?? false
        return "read again: \(quoted(leader)) leads" + (other ? ", not the one preferred" : "")
    }
}

/// Takes copies of streams away from servers.
public struct StreamPeerRemover: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<StreamPeerRemove>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        func isThere(_ info: StreamInfo) -> Bool { info.peers.contains { $0.name == change.peer || $0.id == change.peer } }
        var trouble: JetStreamError?
        do {
            let token = try JetStreamClient.token(change.stream, what: "stream")
            _ = try await jetStream.call("STREAM.PEER.REMOVE." + token, ["peer": .string(change.peer)])
        } catch {
            // With nobody to take its place, and without an answer, it may be gone all the same.
            guard error.apiErrorCode == 10075 || error.asChangeFailure.outcomeUnknown else { throw error.asChangeFailure }
            trouble = error
        }
        let after = await jetStream.settled(change.stream) { info in
            info.leader != nil && !isThere(info) && (trouble != nil || info.peers.count >= info.configuration.replicas)
        }
        if let trouble, after.map(isThere) ?? true { throw trouble.asChangeFailure }
        guard let after else { return Performed(outcome: ["removed": true], verification: "the stream could not be read again") }
        var outcome: JSONObject = ["removed": true, "copies": JSONValue(after.peers.count)]
        outcome.append("peers", .array(after.peers.map { .object($0.json) }))
        var words =
            "read again: \(after.peers.count) of \(after.configuration.replicas) copies, \(after.leader == nil ? "no leader yet" : "led")"
        if isThere(after) { words += "; \(quoted(change.peer)) is still listed" }
        if let trouble { words += "; the server answered: \(trouble.message)" }
        return Performed(outcome: outcome, verification: words)
    }
}

/// Stops moves of streams.
public struct StreamMoveCanceller: Performer {
    let jetStream: JetStreamClient
    /// Whose stream it is: servers before 2.15 want to be told.
    let account: String?

    public init(_ jetStream: JetStreamClient, account: String?) {
        self.jetStream = jetStream
        self.account = account
    }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<StreamMoveCancel>) async throws(ChangeFailure) -> Performed {
        let stream = cleared.change.stream
        var silence: JetStreamError?
        do {
            _ = try await jetStream.call(try await operation(stream))
        } catch {
            // A move that ends takes the one with it who would answer.
            guard error.asChangeFailure.outcomeUnknown else { throw error.asChangeFailure }
            silence = error
        }
        func isDone(_ info: StreamInfo) -> Bool {
            info.desiredPeers == nil && info.peers.count <= info.configuration.replicas && info.leader != nil
        }
        let after = await jetStream.settled(stream, isDone)
        if let silence, !(after.map(isDone) ?? false) { throw silence.asChangeFailure }
        guard let after else {
            return Performed(outcome: ["cancelled": true], verification: "the stream could not be read again")
        }
        let placement = after.configuration.json["placement"]
        return Performed(
            outcome: ["cancelled": true, "peers": .array(after.peers.map { .object($0.json) }), "placement": placement ?? .null],
            verification: isDone(after) ? "read again: nothing is under way" : "read again: not at rest yet")
    }

    private func operation(_ stream: String) async throws(JetStreamError) -> String {
        let token = try JetStreamClient.token(stream, what: "stream")
        guard let release = try await jetStream.release(), release < .cancelsMovesOfStreams else {
            return "STREAM.CANCEL_MOVE." + token
        }
        guard let account, let name = try? JetStreamClient.token(account, what: "account") else {
            throw JetStreamError(
                .unsupported,
                "nats-server \(release) has to be told the account, which it does not tell this user. Whoever knows it can run: "
                    + "nats request '\(jetStream.prefix).ACCOUNT.STREAM.CANCEL_MOVE.<account>.\(stream)' ''")
        }
        return "ACCOUNT.STREAM.CANCEL_MOVE.\(name).\(token)"
    }
}

extension JetStreamClient {
    /// Reads a stream until it is as wanted, with pauses that grow, some seconds in all.
    /// - Returns: what was read last.
    func settled(_ stream: String, _ isSettled: (StreamInfo) -> Bool) async -> StreamInfo? {
        // While there is no leader nobody may answer.
        var quick = JetStreamClient(client: client, prefix: prefix, timeout: min(timeout, .seconds(1)))
        quick.budget = budget
        var last: StreamInfo?
        var pause = Duration.milliseconds(100)
        let end = ContinuousClock.now + .seconds(8)
        while ContinuousClock.now < end, !Task.isCancelled {
            await Pause.wait(pause)
            pause = min(pause * 2, .seconds(2))
            guard let info = try? await quick.streamInfo(stream) else { continue }
            last = info
            if isSettled(info) { break }
        }
        return last
    }

    /// Refuses a preference where the server knows none.
    public func checkPreferredLeader() async throws(JetStreamError) {
        if let release = try await release(), release < .prefersLeaders {
            throw await needs(.prefersLeaders, for: "Choosing who leads")
        }
    }

    /// The servers that have copies of any of the account's streams.
    func servers() async throws(JetStreamError) -> [String] {
        var names: Set<String> = []
        var offset = 0
        while true {
            let page = try await streams(offset: offset)
            for info in page.streams { names.formUnion(info.peers.map(\.name)) }
            offset += page.streams.count
            if page.streams.isEmpty || offset >= page.total { return names.sorted() }
        }
    }
}
