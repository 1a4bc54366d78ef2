import NATS
import Platform

@main
struct NATSOperator {
    static let version = "0.1.0"
    private static let name = "nats-operator"
    private static let commands: [Command] = [
        ServeCommand.command, CallCommand.command, ToolsCommand.command, CatalogCommand.command,
        ApproveCommand.command, AuditCommand.command, CheckCommand.command, JournalCommand.command,
    ]

    static func main() {
        StandardStreams.ignoreBrokenPipes()
        do {
            try NATSLibrary.check()
        } catch {
            Notes.write(error.message)
            Program.exit(2)
        }
        do {
            Program.exit(try run(Array(CommandLine.arguments.dropFirst())))
        } catch {
            Notes.write(error.message)
            Program.exit(error.code)
        }
    }

    private static func run(_ arguments: [String]) throws(UsageError) -> Int32 {
        switch arguments.first {
        case nil, "--help", "-h", "help":
            guard arguments.count > 1, arguments.first == "help" else {
                StandardOutput.write(
                    Usage.text(
                        program: name, abstract: "Operates NATS for AI assistants, scripts and people.", commands: commands))
                return arguments.isEmpty ? 2 : 0
            }
            StandardOutput.write(Usage.text(program: name, command: try command(arguments[1])))
            return 0
        case "--version": StandardOutput.write(version + "\n")
        case let first?:
            let command = try command(first)
            let line: ParsedLine
            do {
                line = try ParsedLine(Array(arguments.dropFirst()), of: command)
            } catch {
                throw UsageError(
                    error.message + " `\(name) \(command.name) --help` lists what it takes.", code: command.misuse)
            }
            guard !line.wantsHelp else {
                StandardOutput.write(Usage.text(program: name, command: command))
                return 0
            }
            return try command.run(line)
        }
        return 0
    }

    private static func command(_ name: String) throws(UsageError) -> Command {
        if let command = commands.first(where: { $0.name == name }) { return command }
        let list = commands.map(\.name).joined(separator: ", ")
        throw UsageError("there is no subcommand \(name); there are: \(list).")
    }
}
