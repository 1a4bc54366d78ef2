/// What a key of a bucket is at.
public struct KeyState: Sendable, Hashable {
    public let revision: UInt64
    /// Whether its latest revision is a deletion.
    public let isDeleted: Bool

    public init(revision: UInt64, isDeleted: Bool) {
        self.revision = revision
        self.isDeleted = isDeleted
    }
}
