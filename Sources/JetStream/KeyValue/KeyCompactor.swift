public import Guard
import JSON
import Model
import NATS

/// Carries out compactions: one purge for each key, bounded by the revision of its mark, several under way at a time.
public struct KeyCompactor: Performer {
    private static let window = 32

    let jetStream: JetStreamClient
    let progress: @Sendable (_ done: Int, _ of: Int) -> Void

    /// - Parameter progress: keys done, of how many.
    public init(_ jetStream: JetStreamClient, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) {
        self.jetStream = jetStream
        self.progress = progress
    }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<KeyCompact>) async throws(ChangeFailure) -> Performed {
        let compact = cleared.change
        guard let deleted = compact.deleted else {
            throw ChangeFailure(code: "not_reviewed", message: "the bucket was not read before it was to be compacted")
        }
        var run = Run(compact, deleted)
        do {
            try await remove(deleted.keys, &run)
        } catch {
            throw error.asChangeFailure(after: run.outcome)
        }
        return Performed(outcome: run.outcome, verification: await verification(compact.stream))
    }

    /// What has been done.
    private struct Run {
        let operation: String
        let all: Int
        /// Deleted keys nobody has dealt with.
        let more: UInt64
        let isComplete: Bool
        var keys = 0
        var purged: UInt64 = 0

        init(_ compact: KeyCompact, _ deleted: DeletedKeys) {
            operation = "STREAM.PURGE." + compact.stream
            all = deleted.keys.count
            more = deleted.more
            isComplete = deleted.isComplete
        }

        var outcome: JSONObject {
            var object: JSONObject = ["keys": JSONValue(keys), "purged": JSONValue(purged)]
            let left = more &+ UInt64(all - keys)
            if left > 0 { object.append("left", JSONValue(left)) }
            if !isComplete { object.append("complete", false) }
            return object
        }
    }

    private func remove(_ keys: [DeletedKeys.Key], _ run: inout Run) async throws(JetStreamError) {
        var underWay: [PendingReply] = []
        var failure: JetStreamError?
        var rest = keys[...]
        while failure == nil, !rest.isEmpty || !underWay.isEmpty {
            do {
                // What is begun is waited for; nothing more is begun where the time is nearly up.
                if let key = rest.first, underWay.count < Self.window, hasTime {
                    underWay.append(try await send(key, run.operation))
                    rest.removeFirst()
                } else if underWay.isEmpty {
                    return
                } else {
                    try await settle(underWay.removeFirst(), &run)
                }
            } catch {
                failure = error
            }
        }
        guard let failure else { return }
        for reply in underWay { try? await settle(reply, &run) }
        throw failure
    }

    private var hasTime: Bool { jetStream.budget.map { $0.left > .seconds(6) } ?? true }

    private func send(_ key: DeletedKeys.Key, _ operation: String) async throws(JetStreamError) -> PendingReply {
        let body: JSONObject = ["filter": .string(key.subject), "seq": JSONValue(key.bound)]
        let time = try jetStream.time()
        do {
            return try await jetStream.client.send(
                jetStream.subject(operation), payload: JSONValue.object(body).serialized(), timeout: time)
        } catch {
            throw JetStreamClient.lift(error, "STREAM.PURGE")
        }
    }

    private func settle(_ reply: PendingReply, _ run: inout Run) async throws(JetStreamError) {
        let payload: [UInt8]
        do {
            payload = try await reply.message().payload
        } catch {
            throw JetStreamClient.lift(error, "STREAM.PURGE")
        }
        run.purged &+= try JetStreamClient.decode(payload)["purged"]?.uint64 ?? 0
        run.keys += 1
        if run.keys.isMultiple(of: 100) || run.keys == run.all { progress(run.keys, run.all) }
    }

    private func verification(_ stream: String) async -> String {
        do {
            let state = try await jetStream.streamInfo(stream).state
            return "read again: \(state.messages.grouped) messages in the bucket"
        } catch {
            return "the bucket could not be read again: \(error.message)"
        }
    }
}
