import JSON
import NATS
import Platform

/// The chunks of an archive on their way into a stream that is being made.
///
/// They are sent in order, several before the first is answered. What the server makes of them is only told at the end.
struct RestoreUpload: Sendable {
    /// Bytes of a chunk, where the server takes as many in a message.
    static let chunkSize = 256 << 10
    private static let window = 8
    /// How long a chunk may go without an answer: the server drops a restore after 5 s without one.
    private static let stall = Duration.seconds(20)
    /// How long the server may take to make the stream of what it got.
    private static let finishing = Duration.seconds(300)

    let subject: String
    private let client: NATSClient
    private var underWay: [(reply: PendingReply, size: Int)] = []
    private(set) var acknowledged: UInt64 = 0

    init(_ client: NATSClient, subject: String) {
        self.client = client
        self.subject = subject
    }

    mutating func send(_ chunk: [UInt8]) async throws(JetStreamError) {
        if acknowledged == 0, underWay.isEmpty { return try await begin(chunk) }
        while underWay.count >= Self.window { try await settleFirst() }
        do {
            underWay.append((try await client.send(subject, payload: chunk, timeout: Self.stall), chunk.count))
        } catch {
            throw lifted(error)
        }
    }

    /// The first chunk alone: in a cluster it may take a moment until all servers know who waits for it. Nobody has taken it then.
    private mutating func begin(_ chunk: [UInt8]) async throws(JetStreamError) {
        let patience = MonotonicTime.now.advanced(by: .seconds(4))
        while true {
            do {
                try check(try await client.request(subject, payload: chunk, timeout: Self.stall))
                acknowledged += UInt64(chunk.count)
                return
            } catch let error as NATSError {
                guard error.code == .noResponders, MonotonicTime.now < patience else { throw lifted(error) }
            } catch let error as JetStreamError {
                throw error
            } catch {
                throw JetStreamError(.restoreFailed, "a chunk could not be sent")
            }
            await Pause.wait(.milliseconds(100))
        }
    }

    private mutating func settleFirst() async throws(JetStreamError) {
        guard let first = underWay.first else { return }
        do {
            try check(try await first.reply.message())
        } catch let error as NATSError {
            throw lifted(error)
        } catch let error as JetStreamError {
            throw error
        } catch {
            throw JetStreamError(.restoreFailed, "a chunk was answered with something else")
        }
        underWay.removeFirst()
        acknowledged += UInt64(first.size)
    }

    /// Waits until all chunks are answered.
    mutating func settle() async throws(JetStreamError) {
        while !underWay.isEmpty { try await settleFirst() }
    }

    /// Says that those were all, and tells what the server made of them: `{config, created, state}`.
    func finish() async throws(JetStreamError) -> JSONObject {
        let reply: NATSMessage
        do {
            reply = try await client.request(subject, timeout: Self.finishing)
        } catch {
            throw lifted(error)
        }
        return try JetStreamClient.decode(reply.payload)
    }

    /// An answer without content is a yes; all else is an error.
    private func check(_ message: NATSMessage) throws(JetStreamError) {
        if message.payload.isEmpty { return }
        _ = try JetStreamClient.decode(message.payload)
    }

    private func lifted(_ error: NATSError) -> JetStreamError {
        switch error.code {
        case .noResponders:
            JetStreamError(
                .restoreFailed,
                "the server has given the restore up: nobody waits for its chunks any more (a leader that is gone, or 5 s without one)"
            )
        case .permissionDenied:
            JetStreamError(
                .connection, "\(error.message) A restore needs to publish to $JS.SNAPSHOT.RESTORE.>.", cause: error)
        default: JetStreamError(error)
        }
    }
}
