/// How far whoever started the program lets it go. Each level contains those before it.
public enum WriteLevel: String, Sendable, CaseIterable, Comparable {
    /// Looks, changes nothing.
    case observe
    /// Writes data: messages, keys.
    case data
    /// Also changes configurations.
    case config
    /// Also deletes.
    case destructive

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (a: WriteLevel, b: WriteLevel) -> Bool { a.rank < b.rank }
}
