import Guard
import JSON
import Model
import NATS
import Platform

/// The chunks of one new version of an object on their way into a bucket.
///
/// They are sent in order, several before the first is acknowledged, so that a distant server does not make it slow; the
/// bytes under way bound the memory. Nothing refers to them until the meta is written: `erase` takes them back.
struct ObjectChunks: Sendable {
    /// Bytes sent and not yet acknowledged, at most (one chunk may be larger).
    private static let window = 2 << 20
    private static let windowCount = 64
    /// How long nothing may be acknowledged.
    static let stall = Duration.seconds(30)

    private struct Sent {
        let reply: PendingReply
        let size: Int
    }

    let nuid = ObjectNames.newNUID()
    let bucket: String
    private let jetStream: JetStreamClient
    private var underWay: [Sent] = []
    private var bytesUnderWay = 0
    private(set) var count: UInt64 = 0
    private(set) var acknowledgedBytes: UInt64 = 0
    /// Whether the fate of some of them was never told.
    private var isUncertain = false

    init(_ jetStream: JetStreamClient, bucket: String) {
        self.jetStream = jetStream
        self.bucket = bucket
    }

    var subject: String { ObjectNames.chunks(nuid, bucket: bucket) }

    /// That they could be erased again: what could not be taken back must not begin.
    func checkErasable() async throws(JetStreamError) {
        do {
            _ = try await jetStream.purge(bucket, subject: subject)
        } catch  where error.cause?.code == .permissionDenied {
            throw JetStreamError(
                .connection,
                "\(error.message) Without it the chunks of an interrupted write, or of an object that is replaced or deleted, "
                    + "would stay for ever.", cause: error.cause)
        }
    }

    /// Sends one more; waits where enough are under way.
    mutating func send(_ chunk: [UInt8]) async throws(JetStreamError) {
        while !underWay.isEmpty, bytesUnderWay + chunk.count > Self.window || underWay.count >= Self.windowCount {
            try await settleFirst()
        }
        let time = try jetStream.time(atMost: Self.stall)
        do {
            let reply = try await jetStream.client.send(
                subject, payload: chunk, timeout: time)
            underWay.append(Sent(reply: reply, size: chunk.count))
        } catch {
            isUncertain = isUncertain || error.mayHaveBeenSent
            throw JetStreamError(error)
        }
        bytesUnderWay += chunk.count
        count += 1
    }

    /// Returns when all are stored, and are there still: a server that lost its latest seconds, or its memory, while it was
    /// restarted has acknowledged what it has no more.
    mutating func settle() async throws(JetStreamError) {
        while !underWay.isEmpty { try await settleFirst() }
        let stored = try await jetStream.messageCount(of: ObjectNames.stream(ofBucket: bucket), matching: subject).count
        guard stored == count else {
            throw JetStreamError(
                .objectDamaged, "of \(count) chunks that were acknowledged the bucket has \(stored): others were lost meanwhile")
        }
    }

    private mutating func settleFirst() async throws(JetStreamError) {
        guard let first = underWay.first else { return }
        do {
            let reply = try await first.reply.message()
            try PublishAcknowledgement(try JetStreamClient.decode(reply.payload)).check(bucket: bucket)
        } catch let error as NATSError {
            throw JetStreamError(error)
        } catch let error as JetStreamError {
            throw error
        } catch {
            throw JetStreamError(.malformedReply, "a chunk was answered with something else than an acknowledgement")
        }
        underWay.removeFirst()
        bytesUnderWay -= first.size
        acknowledgedBytes += UInt64(first.size)
    }

    /// Erases them, whatever becomes of the caller.
    /// - Returns: why that could not be done; nil when none is left.
    func erase() async -> JetStreamError? {
        let free = jetStream.within(TimeBudget(.seconds(30)))
        let underWay = underWay.map(\.reply)
        let isUncertain = isUncertain
        let (bucket, subject) = (bucket, subject)
        return await CleanUps.shared.run {
            await Self.erase(underWay, isUncertain, bucket, subject, free)
        }
    }

    /// A chunk that is still on its way could be stored after a purge: the last one must come after all have been heard of,
    /// or, where some never are (the connection broke), find nothing more.
    private static func erase(
        _ underWay: [PendingReply], _ isUncertain: Bool, _ bucket: String, _ subject: String, _ jetStream: JetStreamClient
    ) async -> JetStreamError? {
        var quiet = 0
        let patience = MonotonicTime.now.advanced(by: .seconds(3))
        while true {
            let isSettled = underWay.allSatisfy(\.isSettled)
            var isKnown = isSettled && !isUncertain
            if isSettled {
                for reply in underWay where (try? await reply.message()) == nil { isKnown = false }
            }
            do {
                let purged = try await jetStream.purge(bucket, subject: subject)
                if isKnown { return nil }
                quiet = purged == 0 ? quiet + 1 : 0
                if quiet >= 3, isSettled || MonotonicTime.now >= patience { return nil }
            } catch {
                if error.code == .streamNotFound { return nil }
                guard error.mayPass, let left = jetStream.budget?.left, left > .zero else { return error }
            }
            await BlockingCall.run { BlockingCall.pause(.milliseconds(100)) }
        }
    }
}

extension PublishAcknowledgement {
    /// That the bucket's own stream took it, not one that has its subjects since the bucket is gone.
    ///
    /// The header `Nats-Expected-Stream` would say so beforehand, but it stays in the message, and mirrors and sources of
    /// servers before 2.11 refuse it for ever, since they have another name (2.9.10 and 2.10.26, observed).
    func check(bucket: String) throws(JetStreamError) {
        guard stream == ObjectNames.stream(ofBucket: bucket) else {
            throw JetStreamError(
                .bucketNotFound, "bucket \(bucket) is gone, and stream \(stream), which takes its subjects, took a message")
        }
    }
}

extension JetStreamClient {
    /// Erases all messages of a subject of an object bucket, and tells how many those were.
    /// - Parameter sequence: only those below it.
    func purge(_ bucket: String, subject: String, below sequence: UInt64? = nil) async throws(JetStreamError) -> UInt64 {
        let token = try Self.token(ObjectNames.stream(ofBucket: bucket), what: "stream")
        var body: JSONObject = ["filter": .string(subject)]
        if let sequence { body.append("seq", JSONValue(sequence)) }
        return try await call("STREAM.PURGE." + token, body)["purged"]?.uint64 ?? 0
    }
}
