/// Who answers on some subjects, as far as they tell of themselves.
public struct Listeners: Sendable, Hashable {
    /// Endpoints of services: `name on subject`.
    public let services: [String]
    /// What could not be looked at; nil where all was.
    public let gap: String?

    public init(services: [String], gap: String? = nil) {
        self.services = services
        self.gap = gap
    }
}
