/// Who listens on some subjects, as far as the account's own view shows.
public struct Listeners: Sendable, Hashable {
    /// Endpoints of services: `name on subject`. They answer requests.
    public let services: [String]
    /// Subjects that clients subscribe to; whether they answer what comes, nobody tells.
    public let subscriptions: [String]
    /// What could not be looked at; nil where all was.
    public let gap: String?

    public init(services: [String], subscriptions: [String], gap: String? = nil) {
        self.services = services
        self.subscriptions = subscriptions
        self.gap = gap
    }
}
