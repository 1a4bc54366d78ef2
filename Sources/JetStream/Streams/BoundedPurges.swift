import Guard
import JSON
import Model
import NATS

/// Purges of many subjects of a stream, each up to a sequence of its own; several are under way at a time, and none is begun
/// where the time of the call is nearly up.
struct BoundedPurges {
    struct Purge {
        let subject: String
        /// The first sequence that stays.
        let bound: UInt64
    }

    private static let window = 32

    let jetStream: JetStreamClient
    let operation: String
    let all: [Purge]
    /// How many are done, of how many.
    let progress: @Sendable (_ done: Int, _ of: Int) -> Void
    private(set) var done = 0
    private(set) var purged: UInt64 = 0

    init(
        _ jetStream: JetStreamClient, stream: String, _ all: [Purge], progress: @escaping @Sendable (Int, Int) -> Void
    ) {
        self.jetStream = jetStream
        operation = "STREAM.PURGE." + stream
        self.all = all
        self.progress = progress
    }

    mutating func run() async throws(JetStreamError) {
        var underWay: [PendingReply] = []
        var failure: JetStreamError?
        var rest = all[...]
        while failure == nil, !rest.isEmpty || !underWay.isEmpty {
            do {
                if let purge = rest.first, underWay.count < Self.window, hasTime {
                    underWay.append(try await send(purge))
                    rest.removeFirst()
                } else if underWay.isEmpty {
                    return
                } else {
                    try await settle(underWay.removeFirst())
                }
            } catch {
                failure = error
            }
        }
        guard let failure else { return }
        for reply in underWay { try? await settle(reply) }
        throw failure
    }

    private var hasTime: Bool { jetStream.budget.map { $0.left > .seconds(6) } ?? true }

    private func send(_ purge: Purge) async throws(JetStreamError) -> PendingReply {
        let body: JSONObject = ["filter": .string(purge.subject), "seq": JSONValue(purge.bound)]
        let time = try jetStream.time()
        do {
            return try await jetStream.client.send(
                jetStream.subject(operation), payload: JSONValue.object(body).serialized(), timeout: time)
        } catch {
            throw JetStreamClient.lift(error, "STREAM.PURGE")
        }
    }

    private mutating func settle(_ reply: PendingReply) async throws(JetStreamError) {
        let payload: [UInt8]
        do {
            payload = try await reply.message().payload
        } catch {
            throw JetStreamClient.lift(error, "STREAM.PURGE")
        }
        purged &+= try JetStreamClient.decode(payload)["purged"]?.uint64 ?? 0
        done += 1
        if done.isMultiple(of: max(100, all.count / 20)) || done == all.count { progress(done, all.count) }
    }

    /// What the stream has afterwards.
    func verification() async -> String {
        do {
            let state = try await jetStream.streamInfo(String(operation.dropFirst("STREAM.PURGE.".count))).state
            return "read again: \(state.messages.grouped) messages in the bucket"
        } catch {
            return "the bucket could not be read again: \(error.message)"
        }
    }
}
