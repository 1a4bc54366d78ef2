import Operator
import Platform

/// What a command line says, read by the options of its subcommand.
struct ParsedLine: Sendable {
    private var values: [String: [String]] = [:]
    private(set) var positionals: [String] = []
    private(set) var wantsHelp = false

    /// `--name value`, `--name=value`, flags, and everything else in order; after `--` nothing is an option.
    init(_ arguments: [String], of command: Command) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument != "-" else {
                positionals.append(argument)
                continue
            }
            if argument == "--" {
                positionals += rest
                break
            }
            if argument == "--help" || argument == "-h" {
                wantsHelp = true
                continue
            }
            try take(argument, &rest, command)
        }
        guard !wantsHelp else { return }
        let required = command.positionals.filter(\.isRequired)
        if positionals.count < required.count {
            throw UsageError("<\(required[positionals.count].name)> is missing: \(required[positionals.count].help)")
        }
        if let last = command.positionals.last?.repeats ?? false ? nil : command.positionals.count, positionals.count > last {
            throw UsageError("\(positionals[last]) is one argument too many.")
        }
    }

    private mutating func take(
        _ argument: String, _ rest: inout ArraySlice<String>, _ command: Command
    ) throws(UsageError) {
        let equals = argument.firstIndex(of: "=")
        let name = equals.map { String(argument[..<$0]) } ?? argument
        let attached = equals.map { String(argument[argument.index(after: $0)...]) }
        guard let option = command.options.first(where: { $0.name == name }) else {
            let near = Nearest.names(to: name, among: command.options.map(\.name))
            throw UsageError(
                "there is no option \(name)." + (near.isEmpty ? "" : " Did you mean \(near.joined(separator: " or "))?"))
        }
        if values[name] != nil {
            if case .values = option.kind {} else { throw UsageError("\(name) is given twice; it can have one value only.") }
        }
        switch option.kind {
        case .flag:
            guard attached == nil else { throw UsageError("\(name) takes no value.") }
            values[name] = [""]
        case .optionalValue:
            values[name] = [attached ?? Self.path(&rest) ?? ""]
        case .value(let what), .values(let what):
            guard let value = attached ?? Self.value(&rest) else { throw UsageError("\(name) needs a value: <\(what)>.") }
            values[name, default: []].append(value)
        }
    }

    /// The next argument, unless it is an option.
    private static func value(_ rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, next == "-" || !next.hasPrefix("--") else { return nil }
        return rest.popFirst()
    }

    /// The next argument where it looks like a path; `--name=value` takes anything.
    private static func path(_ rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, next.contains("/") || next.hasPrefix(".") || next.hasPrefix("~"), !next.hasPrefix("-"),
            !next.contains("=")
        else { return nil }
        return rest.popFirst()
    }

    func has(_ flag: CommandOption) -> Bool { values[flag.name] != nil }

    subscript(option: CommandOption) -> String? { values[option.name]?.last }

    func all(_ option: CommandOption) -> [String] { values[option.name] ?? [] }

    /// Words separated by commas, the option given as often as one likes.
    func list(_ option: CommandOption) -> [String] {
        all(option).flatMap { $0.split(separator: ",").map { String($0.filter { $0 != " " }) } }
    }

    /// One of a few words.
    func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ option: CommandOption, default fallback: Choice
    ) throws(UsageError) -> Choice {
        guard let text = self[option] else { return fallback }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("\(option.name): \(text) is not one of \(words).")
        }
        return choice
    }
}
