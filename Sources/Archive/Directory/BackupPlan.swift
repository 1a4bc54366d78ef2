public import Platform

/// What a backup is to be.
public struct BackupPlan: Sendable, Hashable {
    /// A path below the root, whose directory exists.
    public var name: String
    public var kind: BackupKind
    public var source: BackupSource
    /// The program's own version.
    public var program: String
    public var started: WallTime
    /// Which streams were asked for, in words or a pattern; nil: all.
    public var selection: String?
    public var withConsumers: Bool

    public init(
        name: String, kind: BackupKind, source: BackupSource, program: String, started: WallTime, selection: String? = nil,
        withConsumers: Bool
    ) {
        self.name = name
        self.kind = kind
        self.source = source
        self.program = program
        self.started = started
        self.selection = selection
        self.withConsumers = withConsumers
    }
}
