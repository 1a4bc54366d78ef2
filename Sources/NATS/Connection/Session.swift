/// A link that is up, and what this user may do on it.
final class Session: Sendable {
    let link: Link
    let epoch: UInt64
    let facts: NATSServerFacts
    /// Why no answers can be received, where the user may not subscribe to the inbox.
    let inboxDenied: NATSError?

    init(_ link: Link, epoch: UInt64, facts: NATSServerFacts) {
        self.link = link
        self.epoch = epoch
        self.facts = facts
        if facts.permissions?.allowsSubscribe(link.inbox.subject) == false {
            inboxDenied = Link.inboxError(link.inbox.subject)
        } else {
            inboxDenied = link.inboxDenied
        }
    }

    /// That the server will take such a message from this user; the server itself would only tell later, and not to whom.
    func checkPublish(_ subject: String, payload: [UInt8], headers: NATSHeaders, answered: Bool) throws(NATSError) {
        if let permissions = facts.permissions, !permissions.allowsPublish(subject) {
            throw PermissionDenial(.publish, subject: subject).error(user: facts.shownUser)
        }
        if answered, let inboxDenied { throw inboxDenied }
        if !headers.isEmpty, !facts.hasHeaders { throw NATSError(.unsupported, "The server does not support headers.") }
        let size = payload.count + (headers.isEmpty ? 0 : headers.encodedSize)
        guard size <= facts.maximumPayload else { throw .payloadTooLarge(size, maximum: facts.maximumPayload) }
    }

    func checkSubscribe(_ filter: String, queue: String?) throws(NATSError) {
        if let permissions = facts.permissions, !permissions.allowsSubscribe(filter, queue: queue) {
            throw PermissionDenial(.subscribe, subject: filter).error(user: facts.shownUser)
        }
    }
}

extension NATSServerFacts {
    /// A user's name, where it is none of the kinds that stand for a secret (a server names a token's user `[REDACTED]`).
    var shownUser: String? { user.flatMap { $0.isEmpty || $0.hasPrefix("[") ? nil : $0 } }
}
