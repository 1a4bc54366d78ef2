/// A server's `Permissions Violation`, taken apart.
struct PermissionDenial: Sendable, Hashable {
    enum Kind: String, Sendable { case publish, subscribe }
    let kind: Kind
    let subject: String

    init(_ kind: Kind, subject: String) {
        self.kind = kind
        self.subject = subject
    }

    /// Reads the server's text, for example `Permissions Violation for Publish to "x"`; nil where it is something else.
    init?(_ text: String) {
        let lowercased = text.lowercased()
        guard lowercased.contains("permissions violation") else { return nil }
        if lowercased.contains("for publish") {
            kind = .publish
        } else if lowercased.contains("for subscription") {
            kind = .subscribe
        } else {
            return nil
        }
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return nil }
        subject = String(parts[1])
    }

    func error(user: String?) -> NATSError {
        let who = user.map { "The user \(NATSSubject.quoted($0))" } ?? "The user"
        let what = kind == .publish ? "publish to" : "subscribe to"
        return NATSError(
            .permissionDenied,
            "\(who) may not \(what) \(subject). Allow it in the user's \(kind.rawValue) permissions, or use another user.")
    }
}
