import ArgumentParser
import NATS
import Platform

@main
struct NATSOperator: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "nats-operator",
        abstract: "Operates NATS for AI assistants, scripts and people.",
        version: version,
        subcommands: [ServeCommand.self, CallCommand.self, ToolsCommand.self, CatalogCommand.self])

    static func main() {
        StandardStreams.ignoreBrokenPipes()
        do {
            try NATSLibrary.check()
        } catch {
            Notes.write(error.message)
            Self.exit(withError: ExitCode(2))
        }
        do {
            var command = try parseAsRoot(OptionalValues.expanded(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { Self.exit(withError: error) }
            // The parser's own code is 64; ours, and that of all other wrong calls, is 2.
            StandardError.write(fullMessage(for: error) + "\n")
            Self.exit(withError: ExitCode(2))
        }
    }
}

/// `--embedded [DIR]`: the parser knows no options whose value may be left out.
enum OptionalValues {
    /// A directory is taken for one when it looks like a path; `--embedded=DIR` takes anything.
    static func expanded(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            result.append(argument)
            guard argument == "--embedded" else { continue }
            let next = index + 1 < arguments.count ? arguments[index + 1] : ""
            if !next.contains("/"), !next.hasPrefix("."), !next.hasPrefix("~") { result.append("") }
        }
        return result
    }
}
