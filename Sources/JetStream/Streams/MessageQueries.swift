import JSON
import Model
import NATS
import Platform

/// Which message of a stream.
public enum MessageSelector: Sendable, Hashable {
    case sequence(UInt64)
    case last(subject: String)
    /// The first with at least this sequence and a subject that matches.
    case next(from: UInt64, subject: String)
}

extension JetStreamClient {
    /// One message, read without leaving anything behind. Uses a direct get where the stream allows it, else the
    /// leader's message get.
    public func message(
        of stream: String, _ selector: MessageSelector, direct: Bool
    ) async throws(JetStreamError) -> StoredMessage {
        if direct, let message = try await directMessage(of: stream, selector) { return message }
        return try await leaderMessage(of: stream, selector)
    }

    /// Nil where nobody serves direct gets for the stream, or not to this user. Where the stream's configuration is not known
    /// to allow them, `mayGetDirectly` comes first.
    func directMessage(of stream: String, _ selector: MessageSelector) async throws(JetStreamError) -> StoredMessage? {
        let token = try Self.token(stream, what: "stream")
        let time = try time()
        let reply: NATSMessage
        do {
            reply = try await client.request(
                subject("DIRECT.GET." + token), payload: JSONValue.object(selector.body).serialized(), timeout: time)
        } catch {
            // Who may not get directly may get from the leader.
            if error.code == .noResponders || error.code == .permissionDenied { return nil }
            throw JetStreamError(error)
        }
        if let status = reply.status {
            if status == 404 { throw JetStreamError(.messageNotFound, "no such message in stream \(stream)") }
            throw JetStreamError(.refused, "direct get: \(status) \(reply.statusDescription ?? "")", apiCode: status)
        }
        // Nil where an empty header hides the server's own from libnats: the leader tells headers in another way.
        return StoredMessage(direct: reply)
    }

    func leaderMessage(of stream: String, _ selector: MessageSelector) async throws(JetStreamError) -> StoredMessage {
        let token = try Self.token(stream, what: "stream")
        let reply = try await call("STREAM.MSG.GET." + token, selector.body)
        guard let message = reply["message"]?.object, let sequence = message["seq"]?.uint64 else {
            throw JetStreamError(.malformedReply, "the answer to a message get carries no message")
        }
        let block = message["hdrs"]?.string.flatMap { Base64.decode($0) } ?? []
        return StoredMessage(
            stream: stream, subject: message["subject"]?.string ?? "", sequence: sequence,
            time: message["time"]?.string ?? "", headers: Self.headers(block),
            payload: message["data"]?.string.flatMap { Base64.decode($0) } ?? [], remaining: nil)
    }

    /// A block that cannot be read must not hide the message: it is shown without headers.
    private static func headers(_ block: [UInt8]) -> NATSHeaders {
        guard !block.isEmpty, let read = try? NATSHeaderBlock(block) else { return [:] }
        return read.headers
    }

    /// The first message at or after a sequence that matches, and how many more match after it. Needs direct get of a server
    /// that counts (2.11); nil where the stream itself does not serve it.
    func firstMatch(
        of stream: String, from sequence: UInt64, matching subject: String?
    ) async throws(JetStreamError) -> Match? {
        let token = try Self.token(stream, what: "stream")
        guard try await mayCountDirectly(stream) else { return nil }
        var body = MessageSelector.next(from: max(1, sequence), subject: subject ?? ">").body
        body.append("batch", 1)
        let once = answersOnce
        // Mirrors of the stream may answer in its place, with what they hold; they say who they are.
        for _ in 0..<10 {
            let time = try time()
            let replies: NATSReplies
            do {
                replies = try await client.requestMany(
                    self.subject("DIRECT.GET." + token), payload: JSONValue.object(body).serialized(), timeout: time,
                    isLast: { once || StoredMessage.endsBatch($0) })
            } catch {
                if error.code == .noResponders { return nil }
                throw JetStreamError(error)
            }
            if replies.messages.first?.status == 404 { return Match(sequence: nil, count: 0) }
            guard let message = StoredMessage.batch(replies.messages).first, let remaining = message.remaining else { return nil }
            if message.stream == stream { return Match(sequence: message.sequence, count: remaining &+ 1) }
        }
        return nil
    }

    /// How many messages match from somewhere on, and where the first of them is.
    struct Match: Sendable {
        let sequence: UInt64?
        let count: UInt64
    }
}

extension MessageSelector {
    var body: JSONObject {
        switch self {
        case .sequence(let sequence): ["seq": JSONValue(sequence)]
        case .last(let subject): ["last_by_subj": .string(subject)]
        case .next(let sequence, let subject): ["seq": JSONValue(sequence), "next_by_subj": .string(subject)]
        }
    }
}
