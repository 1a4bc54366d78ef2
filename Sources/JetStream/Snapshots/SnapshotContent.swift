import JSON
public import Model
import NATS
import Platform

/// The bytes of a stream's snapshot in order, as its server sends them. Lent out by `JetStreamClient.withSnapshot`.
///
/// Every full chunk is acknowledged as soon as it is asked for, before anything is done with it: the server gives up when no
/// acknowledgement comes for 5 s. It has 8 MiB under way at most, so memory is that, whatever the stream's size.
public final class SnapshotContent {
    /// The configuration and the state as the server told them before the first byte.
    public let info: StreamInfo
    /// Bytes so far.
    public private(set) var received: UInt64 = 0
    private let client: NATSClient
    private let stall: Duration
    private var messages: NATSSubscription.AsyncIterator
    /// The number of the chunk that comes next, from 1.
    private var number: UInt64 = 1
    private var isOver = false

    init(_ info: StreamInfo, _ client: NATSClient, _ messages: NATSSubscription.AsyncIterator, stall: Duration) {
        self.info = info
        self.client = client
        self.messages = messages
        self.stall = stall
    }

    /// The next bytes; nil when the server says that those were all.
    /// - Throws: `snapshot_stalled` where nothing comes for too long, `snapshot_failed` where the server gives up, says so or
    ///   bytes were lost on the way; a cancellation, and what a connection throws.
    public func next() async throws(JetStreamError) -> [UInt8]? {
        guard !isOver else { return nil }
        let message: NATSMessage
        do {
            guard let next = try await messages.next(within: stall) else {
                throw NATSError(.cancelled, "The snapshot was cancelled.")
            }
            message = next
        } catch let error as NATSError {
            throw error.code == .timeout ? stalled : JetStreamError(error)
        } catch {
            throw JetStreamError(.snapshotFailed, "the snapshot could not be read")
        }
        guard !message.payload.isEmpty else {
            isOver = true
            // Where all fitted into one chunk, and from servers before 2.10, the end has no status.
            guard let status = message.status, status != 204 else { return nil }
            throw failed(status, message.statusDescription)
        }
        if let reply = message.reply { try await acknowledge(reply) }
        received += UInt64(message.payload.count)
        return message.payload
    }

    /// The last part of an acknowledgement's subject is the chunk's number: a gap in them is a chunk that was lost.
    private func acknowledge(_ reply: String) async throws(JetStreamError) {
        if let index = reply.split(separator: ".").last.flatMap({ UInt64($0) }) {
            guard index == number else {
                throw JetStreamError(
                    .snapshotFailed, "chunk \(number) of the snapshot was lost on the way: \(index) came after \(number - 1)")
            }
            number += 1
        }
        do {
            try await client.publish(reply, timeout: stall)
        } catch {
            guard error.code == .permissionDenied else { throw JetStreamError(error) }
            throw JetStreamError(
                .connection, "\(error.message) A backup needs to publish to $JS.SNAPSHOT.ACK.> (or to answer requests).",
                cause: error)
        }
    }

    private var stalled: JetStreamError {
        JetStreamError(
            .snapshotStalled,
            "the server sent nothing more of the snapshot for \(stall.components.seconds) s, \(received) bytes into it: "
                + "its leader is gone or overloaded, or the connection was broken meanwhile")
    }

    private func failed(_ status: Int, _ description: String?) -> JetStreamError {
        let text = "the server gave the snapshot up after \(received) bytes: \(status) \(description ?? "")"
        guard status == 408 else { return JetStreamError(.snapshotFailed, text) }
        return JetStreamError(
            .snapshotFailed,
            text
                + ". It had no acknowledgement for 5 s: its disk or ours is slow, or this user may not publish to $JS.SNAPSHOT.ACK.>"
        )
    }
}

extension JetStreamClient {
    /// How long a server may send nothing. It gives up by itself after 5 s without acknowledgement.
    public static let snapshotStall = Duration.seconds(15)

    /// Lends out a snapshot of a stream; the server's side ends with the body, however it ends.
    /// - Parameter withConsumers: whether the consumers and their positions are in it.
    public func withSnapshot<Value, Failure>(
        of stream: String, withConsumers: Bool, stall: Duration = JetStreamClient.snapshotStall,
        _ body: (SnapshotContent) async throws(Failure) -> Value
    ) async throws -> Value {
        let token = try Self.token(stream, what: "stream")
        let inbox = client.newInbox()
        let subscription = try await listening(inbox)
        // The server stops when nobody listens any more.
        defer { subscription.cancel() }
        let reply = try await call(
            "STREAM.SNAPSHOT." + token,
            ["deliver_subject": .string(inbox), "no_consumers": .bool(!withConsumers), "chunk_size": 131_072])
        let content = SnapshotContent(StreamInfo(json: reply), client, subscription.makeAsyncIterator(), stall: stall)
        return try await body(content)
    }

    /// As many chunks as can be under way wait, of servers that send small ones too.
    private func listening(_ inbox: String) async throws(JetStreamError) -> NATSSubscription {
        let time = try time()
        do {
            return try await client.subscribe(inbox, bound: 16_384, timeout: time)
        } catch {
            throw JetStreamError(error)
        }
    }
}
