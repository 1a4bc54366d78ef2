import Guard
import JSON

/// What every format counts in the same way.
struct Figures {
    /// Findings nobody accepted.
    var danger = 0
    var warnings = 0
    var notes = 0
    var accepted = 0
    var passed = 0
    var unknown = 0
    var new = 0

    init(_ checks: [AuditCheck]) {
        for check in checks {
            passed += check.passed
            unknown += check.unknown.count
            for finding in check.findings {
                if finding.news == .new { new += 1 }
                if finding.accepted != nil {
                    accepted += 1
                } else if finding.level >= .danger {
                    danger += 1
                } else if finding.level == .warn {
                    warnings += 1
                } else {
                    notes += 1
                }
            }
        }
    }

    /// `2 danger, 1 warning, 3 info`: what there is of them.
    var found: String {
        let parts = [(danger, "danger"), (warnings, warnings == 1 ? "warning" : "warnings"), (notes, "info")]
        let there = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return there.isEmpty ? "no findings" : there.joined(separator: ", ")
    }

    /// All of it on one line.
    var line: String {
        var parts = [found, "\(passed) passed", "\(unknown) unknown"]
        if accepted > 0 { parts.append("\(accepted) accepted") }
        return parts.joined(separator: " · ")
    }
}

extension AuditReport {
    var figures: Figures { Figures(checks) }

    /// The exit code in a word.
    var verdict: String {
        switch exitCode {
        case 0: "clean"
        case 1: "warnings"
        case 2: "danger"
        default: missing.isEmpty ? "not assessed" : "incomplete"
        }
    }

    /// Every target in a few words: `prod (nats-1, cluster c1, account A)`.
    var targetNames: [String] {
        targets.map { target in
            let name = target["context"]?.string ?? target["server"]?.string ?? target["url"]?.string ?? "a system"
            let more = ["server", "cluster", "account"].compactMap { key in
                target[key]?.string.flatMap { $0 == name ? nil : key + " " + $0 }
            }
            return more.isEmpty ? name : "\(name) (\(more.joined(separator: ", ")))"
        }
    }

    /// Checks that found something nobody accepted, the worst first; then by code.
    var open: [OpenCheck] {
        checks.compactMap(OpenCheck.init).sorted { ($1.level, $0.check.code) < ($0.level, $1.check.code) }
    }

    var accepted: [AuditFinding] { findings.filter { $0.accepted != nil } }
    var unknowns: [(check: AuditCheck, unknown: AuditCheck.Unknown)] {
        checks.flatMap { check in check.unknown.map { (check, $0) } }
    }
}

/// What could not be judged for one and the same reason: a user without the system account has dozens of them.
struct UnknownGroup {
    let reason: String
    /// Each with how many things it could not judge.
    let checks: [(check: AuditCheck, count: Int)]
    let assets: [String]

    /// `NG-V001 sync-not-always (2), …`
    func words(_ shown: (String) -> String) -> String {
        checks.map { "\($0.check.code) \(shown($0.check.name))" + ($0.count == 1 ? "" : " (\($0.count))") }.joined(
            separator: ", ")
    }

    /// In order of the checks.
    static func all(of report: AuditReport) -> [UnknownGroup] {
        var order: [String] = []
        var entries: [String: [(check: AuditCheck, unknown: AuditCheck.Unknown)]] = [:]
        for entry in report.unknowns {
            if entries[entry.unknown.reason] == nil { order.append(entry.unknown.reason) }
            entries[entry.unknown.reason, default: []].append(entry)
        }
        return order.map { reason in
            var checks: [(check: AuditCheck, count: Int)] = []
            var assets: [String] = []
            var seen: Set<String> = []
            for entry in entries[reason] ?? [] {
                if checks.last?.check.code == entry.check.code, checks.last?.check.name == entry.check.name {
                    checks[checks.count - 1].count += 1
                } else {
                    checks.append((entry.check, 1))
                }
                if seen.insert(entry.unknown.asset.path).inserted { assets.append(entry.unknown.asset.path) }
            }
            return UnknownGroup(reason: reason, checks: checks, assets: assets)
        }
    }
}

/// One check with what it found and nobody accepted.
struct OpenCheck {
    let check: AuditCheck
    let level: Level
    private let order: [Int]

    init?(_ check: AuditCheck) {
        let open = check.findings.indices.filter { check.findings[$0].accepted == nil }
        guard let worst = open.lazy.map({ check.findings[$0].level }).max() else { return nil }
        self.check = check
        level = worst
        order = check.sorted(open)
    }

    /// The worst first.
    var findings: some RandomAccessCollection<AuditFinding> { order.lazy.map { check.findings[$0] } }
}

extension Level {
    /// What exists is never blocked: all above `danger` is danger.
    var word: String { self >= .danger ? "danger" : rawValue }
}

extension AuditFix {
    /// The command for a shell, where there is one.
    var shell: String? { command ?? tool.map { ShellText.call($0, arguments ?? [:]) } }
}
