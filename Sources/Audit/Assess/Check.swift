public import Guard

/// One thing an audit looks for: a value in a file of its own. It is held against every thing of its scope.
public struct Check: Sendable {
    enum Scope: Sendable {
        case system(@Sendable (Assessment) -> [Judgement])
        case server(@Sendable (ServerView) -> [Judgement])
        case account(@Sendable (AccountView) -> [Judgement])
        case stream(@Sendable (StreamView) -> [Judgement])
        case consumer(@Sendable (ConsumerView) -> [Judgement])
    }

    /// Stable, for accept files and searches: `NG-A005`.
    public let code: String
    /// Readable, names the defect: `replica-lagging`.
    public let name: String
    /// The level it usually has.
    public let level: Level
    /// What it looks for, in a sentence.
    public let about: String
    public let why: String
    public let source: String
    let scope: Scope

    init(
        code: String, name: String, level: Level, about: String, why: String, source: String = "nats-server 2.15.1, observed",
        _ scope: Scope
    ) {
        self.code = code
        self.name = name
        self.level = level
        self.about = about
        self.why = why
        self.source = source
        self.scope = scope
    }
}

/// What a check says of one thing. No judgement at all: it does not apply to it.
struct Judgement: Sendable {
    enum Verdict: Sendable {
        case passed
        case unknown(String)
        case found(Level, effect: String, field: String?, fix: AuditFix)
    }

    let verdict: Verdict
    /// What it is about, where that is not the thing the check was held against.
    let asset: AuditAsset?

    static let passed = Judgement(verdict: .passed, asset: nil)

    static func passed(_ asset: AuditAsset) -> Judgement { Judgement(verdict: .passed, asset: asset) }

    static func unknown(_ reason: String, _ asset: AuditAsset? = nil) -> Judgement {
        Judgement(verdict: .unknown(reason), asset: asset)
    }

    static func found(
        _ level: Level, _ effect: String, field: String? = nil, on asset: AuditAsset? = nil, _ fix: AuditFix
    ) -> Judgement {
        Judgement(verdict: .found(level, effect: effect, field: field, fix: fix), asset: asset)
    }
}
