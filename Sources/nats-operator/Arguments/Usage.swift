/// Help, as text of at most 100 columns.
enum Usage {
    static func text(program: String, abstract: String, commands: [Command]) -> String {
        let rows = commands.map { ($0.name, $0.abstract) } + [("help <subcommand>", "Tell more about one of them.")]
        return "\(abstract)\n\nUSAGE: \(program) <subcommand>\n\nSUBCOMMANDS:\n" + table(rows)
            + "\nOPTIONS:\n" + table([("--version", "Print the version."), ("-h, --help", "Print this.")])
    }

    static func text(program: String, command: Command) -> String {
        var text = "\(command.abstract)\n"
        if !command.discussion.isEmpty { text += "\n" + wrapped(command.discussion, indent: 0) + "\n" }
        let positionals = command.positionals.map { positional in
            let name = "<\(positional.name)>" + (positional.repeats ? "…" : "")
            return positional.isRequired ? name : "[\(name)]"
        }
        text += "\nUSAGE: " + ([program, command.name, "[options]"] + positionals).joined(separator: " ") + "\n"
        if !command.positionals.isEmpty {
            text += "\nARGUMENTS:\n" + table(command.positionals.map { ("<\($0.name)>", $0.help) })
        }
        return text + "\nOPTIONS:\n" + table(command.options.map { ($0.synopsis, $0.help) } + [("-h, --help", "Print this.")])
    }

    private static let indent = 30
    private static let columns = 100

    private static func table(_ rows: [(String, String)]) -> String {
        rows.map { name, help in
            let head = "  " + name
            let text = wrapped(help, indent: indent)
            guard head.count < indent - 1 else { return "\(head)\n\(String(repeating: " ", count: indent))\(text)\n" }
            return head + String(repeating: " ", count: indent - head.count) + text + "\n"
        }.joined()
    }

    private static func wrapped(_ text: String, indent: Int) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if !last.isEmpty, indent + last.count + 1 + word.count > columns {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
            }
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
