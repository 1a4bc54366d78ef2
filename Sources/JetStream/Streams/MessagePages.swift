import JSON
public import Model
import NATS

/// Messages in pages, read by direct or message gets only: a reader that is a consumer makes an interest or work-queue
/// stream keep messages, and its end erases them.
extension JetStreamClient {
    /// Messages from a sequence on, oldest first.
    public func messages(
        of info: StreamInfo, from sequence: UInt64, matching subject: String?, _ bounds: PageBounds
    ) async throws(JetStreamError) -> MessagePage {
        if info.configuration.allowsDirectGet, !answersOnce,
            let page = try await directPage(of: info.name, from: sequence, matching: subject, bounds)
        {
            return page
        }
        let end = ContinuousClock.now + bounds.time
        var page = MessagePage(next: max(1, sequence))
        var size = 0
        while page.messages.count < bounds.limit, size < bounds.bytes, let next = page.next {
            if !page.messages.isEmpty, ContinuousClock.now > end {
                page.endedEarly = true
                break
            }
            do {
                let message = try await leaderMessage(of: info.name, .next(from: next, subject: subject ?? ">"))
                page.messages.append(message)
                page.next = message.sequence < UInt64.max ? message.sequence + 1 : nil
                size += message.payload.count
            } catch {
                guard error.code == .messageNotFound else { throw error }
                page.next = nil
            }
        }
        return page
    }

    /// Batches of direct gets (server 2.11); older servers know no batches: they send one message, without a count of what
    /// is left. Nil where nobody serves direct gets for the stream, or not to this user.
    private func directPage(
        of stream: String, from sequence: UInt64, matching subject: String?, _ bounds: PageBounds
    ) async throws(JetStreamError) -> MessagePage? {
        let token = try Self.token(stream, what: "stream")
        guard try await mayGetDirectly(stream) else { return nil }
        let end = ContinuousClock.now + bounds.time
        var page = MessagePage(next: max(1, sequence))
        var size = 0
        while page.messages.count < bounds.limit, size < bounds.bytes, let next = page.next {
            if !page.messages.isEmpty, ContinuousClock.now > end {
                page.endedEarly = true
                break
            }
            var body = MessageSelector.next(from: next, subject: subject ?? ">").body
            body.append("batch", JSONValue(bounds.limit - page.messages.count))
            body.append("max_bytes", JSONValue(max(1024, bounds.bytes - size)))
            let time = try time()
            let replies: NATSReplies
            do {
                replies = try await client.requestMany(
                    self.subject("DIRECT.GET." + token), payload: JSONValue.object(body).serialized(), timeout: time,
                    isLast: StoredMessage.endsBatch)
            } catch {
                if error.code == .noResponders || error.code == .permissionDenied { return nil }
                throw JetStreamError(error)
            }
            if replies.end == .noResponders { return nil }
            // An empty header hides the server's own from libnats: the leader tells headers in another way.
            if replies.messages.contains(where: { $0.status == nil && StoredMessage(direct: $0) == nil }) { return nil }
            let batch = StoredMessage.batch(replies.messages)
            guard let last = batch.last else {
                if let status = replies.messages.last?.status, status != 404, status != 204 {
                    throw JetStreamError(
                        .refused, "direct get: \(status) \(replies.messages.last?.statusDescription ?? "")", apiCode: status)
                }
                page.next = nil
                break
            }
            page.messages += batch
            size += batch.reduce(0) { $0 + $1.payload.count }
            page.remaining = last.remaining
            page.next = page.remaining == 0 || last.sequence == UInt64.max ? nil : last.sequence + 1
        }
        return page
    }
}
