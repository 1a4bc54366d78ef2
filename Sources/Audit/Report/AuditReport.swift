import Guard
public import JSON

/// One rule or check, over all it was held against.
public struct AuditCheck: Sendable, Hashable {
    /// Why it could not be judged for something.
    public struct Unknown: Sendable, Hashable {
        public let asset: AuditAsset
        public let reason: String

        public init(_ asset: AuditAsset, _ reason: String) {
            self.asset = asset
            self.reason = reason
        }
    }

    public let code: String
    public let name: String
    /// What it looks for, in a sentence.
    public let about: String
    public var passed: Int
    public var findings: [AuditFinding]
    /// What it could not judge is never passed.
    public var unknown: [Unknown]

    public init(
        code: String, name: String, about: String, passed: Int = 0, findings: [AuditFinding] = [], unknown: [Unknown] = []
    ) {
        self.code = code
        self.name = name
        self.about = about
        self.passed = passed
        self.findings = findings
        self.unknown = unknown
    }

    /// Adds a finding. Where it says the same as the one before, of another thing, the texts are kept once: there may be a
    /// hundred thousand.
    mutating func take(_ finding: AuditFinding) {
        findings.append(findings.last.map(finding.sharing) ?? finding)
    }
}

/// Numbers to draw: `storage by stream`, one row a thing. Values are in the unit that is named.
public struct AuditChart: Sendable, Hashable {
    public enum Shape: String, Sendable { case bars, line }

    public struct Row: Sendable, Hashable {
        /// From NATS: untrusted.
        public let label: String
        public let value: Double
        /// The most it can be, where there is a limit.
        public let limit: Double?

        public init(_ label: String, _ value: Double, limit: Double? = nil) {
            self.label = label
            self.value = value
            self.limit = limit
        }
    }

    public let title: String
    public let shape: Shape
    /// `bytes`, `messages`, `messages per second`, `percent`.
    public let unit: String
    public let rows: [Row]

    public init(_ title: String, _ shape: Shape, unit: String, _ rows: [Row]) {
        self.title = title
        self.shape = shape
        self.unit = unit
        self.rows = rows
    }
}

/// What an audit says. All report formats are made of this alone.
public struct AuditReport: Sendable, Hashable {
    public struct Total: Sendable, Hashable {
        public let what: String
        public let count: UInt64

        public init(_ what: String, _ count: UInt64) {
            self.what = what
            self.count = count
        }
    }

    /// The program's version.
    public let program: String
    /// When the capture was taken and when it was judged, RFC 3339.
    public let captured: String
    public let assessed: String
    /// Which systems were looked at, as `target` in results: context, url, server, cluster, account.
    public let targets: [JSONObject]
    public var checks: [AuditCheck]
    /// How many of each kind were looked at: `streams` 12.
    public let totals: [Total]
    public var charts: [AuditChart]
    /// What was not seen, in sentences.
    public let notes: [String]
    /// Findings of the baseline that are there no more.
    public var fixed: [String]
    /// Checks that must be known (`--require`) and are not.
    public var missing: [String]

    public init(
        program: String, captured: String, assessed: String, targets: [JSONObject], checks: [AuditCheck],
        totals: [Total], charts: [AuditChart] = [], notes: [String] = [], fixed: [String] = [], missing: [String] = []
    ) {
        self.program = program
        self.captured = captured
        self.assessed = assessed
        self.targets = targets
        self.checks = checks
        self.totals = totals
        self.charts = charts
        self.notes = notes
        self.fixed = fixed
        self.missing = missing
    }

    /// Worst first, then by code and asset.
    public var findings: [AuditFinding] { places.map { checks[$0.check].findings[$0.finding] } }

    /// 0 clean, 1 warnings, 2 danger, 3 nothing could be assessed or a required check is unknown.
    public var exitCode: Int32 {
        if !missing.isEmpty { return 3 }
        if checks.allSatisfy({ $0.passed == 0 && $0.findings.isEmpty }) { return 3 }
        let figures = figures
        return figures.danger > 0 ? 2 : figures.warnings > 0 ? 1 : 0
    }
}
