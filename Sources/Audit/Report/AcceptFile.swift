import Guard
import Model

/// Findings somebody has accepted, with a reason, until a day. One a line, `CODE@asset reason… YYYY-MM-DD`:
///
///     NG-S026@stream/LOGS the collector purges it every night 2027-01-31
///
/// The asset may have `*` and `?` in it; a `#` begins a comment.
public struct AcceptFile: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        let line: Int
        let pattern: String
        let reason: String
        /// The last day it counts.
        let until: String
    }

    let entries: [Entry]

    /// - Throws: the line that can't be read, and how one is written.
    public init(_ text: String) throws(CaptureMistake) {
        var entries: [Entry] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard first.contains("@"), let last = words.last, Self.isDay(last), words.count >= 3 else {
                throw CaptureMistake(
                    description: "line \(number + 1): an accepted finding is written CODE@asset reason YYYY-MM-DD, as "
                        + "NG-S026@stream/LOGS the collector purges it 2027-01-31")
            }
            let reason = words.dropFirst().dropLast().joined(separator: " ")
            guard Reason.isUnderstandable(reason) else {
                throw CaptureMistake(description: "line \(number + 1): \(quoted(reason)) does not tell anybody why")
            }
            let code = first.prefix { $0 != "@" }
            let pattern = (RetiredRule.successor(of: code) ?? String(code)) + first.dropFirst(code.count)
            entries.append(Entry(line: number + 1, pattern: pattern, reason: reason, until: String(last)))
        }
        self.entries = entries
    }

    private static func isDay(_ text: Substring) -> Bool { text.utf8.count == 10 && Moment(text + "T00:00:00Z") != nil }
}

extension AuditReport {
    /// Marks accepted findings. Entries whose day is over accept nothing, and those that fit nothing are told in the notes.
    public func accepting(_ file: AcceptFile) -> AuditReport {
        var checks = checks
        var notes = notes
        let today = String(assessed.prefix(10))
        for entry in file.entries {
            let pattern = NamePattern(entry.pattern)
            var fits = false
            for check in checks.indices {
                for index in checks[check].findings.indices {
                    let finding = checks[check].findings[index]
                    // With the field or without it.
                    guard pattern.matches(finding.identity) || pattern.matches(finding.code + "@" + finding.asset.path) else {
                        continue
                    }
                    fits = true
                    if entry.until >= today { checks[check].findings[index].accepted = "\(entry.reason) (until \(entry.until))" }
                }
            }
            if entry.until < today {
                notes.append(
                    "line \(entry.line) of the accept file ended on \(entry.until): \(quoted(entry.pattern)) counts again")
            } else if !fits {
                notes.append("line \(entry.line) of the accept file accepts what is not there: \(quoted(entry.pattern))")
            }
        }
        return AuditReport(
            program: program, captured: captured, assessed: assessed, targets: targets, checks: checks, totals: totals,
            charts: charts, notes: notes, fixed: fixed, missing: missing)
    }
}
