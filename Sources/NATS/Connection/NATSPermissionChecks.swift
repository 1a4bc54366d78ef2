extension NATSPermissions {
    /// Whether this user may publish to a subject, as far as these rules say.
    public func allowsPublish(_ subject: String) -> Bool {
        if publish.deny.contains(where: { NATSSubject.matches($0, subject) }) { return false }
        if publish.allow.isEmpty || publish.allow.contains(where: { NATSSubject.matches($0, subject) }) { return true }
        // Whoever may answer may publish to the reply subject of any request it got; which, only the server knows.
        return allowsResponses
    }

    /// Whether this user may subscribe to a subject or filter. A filter that a denial covers in part is allowed: the server
    /// then leaves out what is denied.
    public func allowsSubscribe(_ filter: String, queue: String? = nil) -> Bool {
        if subscribe.deny.contains(where: { Self.covers($0, filter, queue) }) { return false }
        return subscribe.allow.isEmpty || subscribe.allow.contains { Self.covers($0, filter, queue) }
    }

    /// A rule may name a queue group after a space; then it is for that group alone.
    private static func covers(_ rule: String, _ filter: String, _ queue: String?) -> Bool {
        let parts = rule.split(separator: " ", maxSplits: 1)
        guard let subject = parts.first else { return false }
        if parts.count > 1 {
            guard let queue, NATSSubject.matches(String(parts[1]), queue) else { return false }
        }
        return NATSSubject.matches(String(subject), filter)
    }
}
