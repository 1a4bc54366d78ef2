import JSON

/// What an earlier audit found.
public struct Baseline: Sendable, Hashable {
    public let findings: Set<String>
    let history: History

    /// - Parameter text: of a report as `--format json` wrote it. Its findings are read one by one: there may be a great many.
    /// - Throws: where it is none.
    public init(text: [UInt8]) throws(CaptureMistake) {
        let cut: JSONCut
        do throws(JSONError) {
            cut = try JSONCut(text, arraysNamed: ["findings"], onlyTop: true, parser: JSONParser(maximumBytes: 1 << 30))
        } catch {
            throw CaptureMistake(description: "this is no JSON: \(error.message)")
        }
        let none = CaptureMistake(description: "this is no report of nats-operator audit --format json")
        guard let report = cut.rest.object, report["format"]?.string?.hasPrefix("nats-operator.audit/") == true,
            report["findings"]?.int != nil
        else { throw none }
        history = History(report: report)
        var findings: Set<String> = []
        for row in cut.objects(report["findings"]) {
            guard let row else { throw none }
            if let id = row["id"]?.string { findings.insert(id) }
        }
        self.findings = findings
    }
}

extension AuditReport {
    /// Marks what is new since an earlier audit, and tells what is there no more.
    public mutating func compare(with baseline: Baseline) {
        var there: Set<String> = []
        for check in checks.indices {
            for finding in checks[check].findings.indices {
                let identity = checks[check].findings[finding].identity
                there.insert(identity)
                checks[check].findings[finding].news = baseline.findings.contains(identity) ? .known : .new
            }
        }
        charts += baseline.history.charts(self)
        // What could not be judged now is not fixed.
        let unknown = checks.flatMap { check in check.unknown.map { (check.code + "@", $0.asset) } }
        fixed = baseline.findings.subtracting(there).filter { identity in
            !unknown.contains { prefix, asset in
                identity.hasPrefix(prefix)
                    && (identity.hasPrefix(prefix + asset.path) || [.system, .account, .cluster].contains(asset.kind))
            }
        }.sorted()
    }

    /// Checks that must be known: those of which something is not, or of which nothing was judged.
    public mutating func require(_ codes: [String]) {
        missing = codes.filter { code in
            let own = checks.filter { $0.code == code }
            return own.allSatisfy { $0.passed == 0 && $0.findings.isEmpty } || own.contains { !$0.unknown.isEmpty }
        }
    }
}
