/// What a look at a backup found.
public struct BackupReport: Sendable {
    public let backup: StoredBackup
    /// What is wrong with the whole: the manifest, streams that are missing, files that do not belong there.
    public var faults: [BackupFault] = []
    /// Nothing is wrong, and this should be known.
    public var notes: [String] = []
    /// In order of name.
    public var streams: [StreamVerification] = []

    public var verdict: Verdict {
        let worst = streams.map(\.verdict).max() ?? .sound
        return faults.isEmpty ? worst : .damaged
    }
}

/// In order of how bad it is.
public enum Verdict: String, Sendable, CaseIterable, Comparable {
    /// All of it was read and compared, and fits.
    case sound
    /// Something could not be read or compared: not known to be fine.
    case unknown
    case damaged

    public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }
    private var rank: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }
}

/// One thing that is wrong.
public struct BackupFault: Sendable, Hashable {
    public let code: String
    /// A sentence: what is there, what should be.
    public let message: String
    /// The file or directory, below the backup's.
    public let path: String?

    init(_ code: String, _ message: String, _ path: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }
}

/// What a look at one stream of a backup found.
public struct StreamVerification: Sendable {
    public internal(set) var name: String
    public var faults: [BackupFault] = []
    /// What could not be read or compared.
    public var unknown: [String] = []
    public var notes: [String] = []
    /// Nil where the archive could not be read.
    public var content: ArchiveContent?
    public var description: StreamDescription?
    public var dataSize: UInt64?

    init(name: String) { self.name = name }

    public var verdict: Verdict { !faults.isEmpty ? .damaged : unknown.isEmpty ? .sound : .unknown }
}
