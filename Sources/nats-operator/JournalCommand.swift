import Changes
import Guard
import JSON
import Model
import Platform

/// What was changed, when, by whom and why.
enum JournalCommand {
    private static let journal = CommandOption.value("--journal", "file", "The journal to read, where it is not the usual one.")
    private static let since = CommandOption.value(
        "--since", "time", "Only changes since then: RFC 3339, or how long ago (15m, 7d).")
    private static let tool = CommandOption.value("--tool", "name", "Only this tool's.")
    private static let name = CommandOption.value(
        "--name", "glob", "Only changes of what is named so (stream, bucket, key, consumer).")
    private static let status = CommandOption.value(
        "--status", "status", "Only those that ended so: done, failed, outcome_unknown, unwritten.")
    private static let limit = CommandOption.value("--limit", "number", "The latest so many (50 unless told otherwise).")
    private static let asJSON = CommandOption.flag("--json", "Print each change as a line of JSON.")

    static let command = Command(
        name: "journal", abstract: "Print what was changed, when, by whom and why.",
        options: [journal, since, tool, name, status, limit, asJSON]
    ) { (line) throws(UsageError) in
        do {
            let state = Path.join(try Directories.state(environment: Environment.current()), "nats-operator")
            let (records, damaged) = try Journal(path: line[journal] ?? Path.join(state, "journal.jsonl")).records()
            let entries = try chosen(JournalEntry.all(records), line)
            for entry in entries {
                StandardOutput.write(line.has(asJSON) ? JSONValue.object(entry.json).text + "\n" : row(entry))
            }
            if damaged > 0 { Notes.write("\(damaged) line(s) of the journal can't be read and are left out") }
            return 0
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("\(error)")
        }
    }

    private static func chosen(_ entries: [JournalEntry], _ line: ParsedLine) throws(UsageError) -> [JournalEntry] {
        var begin: WallTime?
        if let text = line[since] {
            begin = WallTime(rfc3339: text) ?? DurationText.parse(text).map { WallTime.now().advanced(by: .zero - $0) }
            guard begin != nil else {
                throw UsageError("--since: \(text) is neither a time (RFC 3339) nor how long ago (15m, 7d).")
            }
        }
        guard let most = line[limit].map(Int.init) ?? 50, most > 0 else { throw UsageError("--limit takes a number from 1 up.") }
        let pattern = line[name].map(NamePattern.init)
        let found = entries.filter { entry in
            if let begin, entry.time.map({ $0 < begin }) ?? true { return false }
            if let tool = line[tool], entry.tool != tool { return false }
            if let status = line[status], entry.status != status { return false }
            if let pattern, !entry.names.contains(where: pattern.matches) { return false }
            return true
        }
        return Array(found.suffix(most))
    }

    /// One line for people; what came from elsewhere is quoted.
    private static func row(_ entry: JournalEntry) -> String {
        var parts = [
            entry.time?.rfc3339 ?? "?", entry.status, entry.tool, entry.names.map { quoted($0) }.joined(separator: " "),
            "in \(quoted(entry.context))", "by \(quoted(entry.caller))",
        ]
        if let lost = entry.intent["loss"]?["messages"]?.uint64, lost > 0 { parts.append("(\(lost.grouped) messages lost)") }
        if let reason = entry.intent["reason"]?.string { parts.append("because \(quoted(reason, limit: 400))") }
        for reason in entry.intent["reason"]?.object?.members ?? [] {
            parts.append("\(quoted(reason.key)) because \(quoted(reason.value.string ?? "", limit: 400))")
        }
        if let message = entry.outcome?["message"]?.string { parts.append("- \(quoted(message, limit: 400))") }
        if let found = entry.aftermath?["found"]?.string {
            parts.append("- afterwards: \(found) \(quoted(entry.aftermath?["message"]?.string ?? "", limit: 400))")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "  ") + "\n"
    }
}
