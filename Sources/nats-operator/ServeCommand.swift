import ArgumentParser
import MCP
import Platform
import Serve

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve MCP over standard input and output.")

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        // Before anything else may print: the client reads what was standard output.
        let streams = try StandardStreams.takeOver()
        let connection = connection
        let failure = WorkerPool.shared.run { await Self.serve(streams, connection) }
        guard let failure else { return }
        Notes.write(failure.message)
        throw ExitCode(2)
    }

    private static func serve(_ streams: StandardStreams, _ connection: ConnectionOptions) async -> SetupFailure? {
        do {
            let setup = try await Setup(connection, onEvent: ConnectionNotes.write)
            let server = MCPServer(host: OperatorHost(contexts: setup.contexts), log: Notes.write)
            try TerminationSignals.watch { _ in server.stop() }
            try await server.run(input: streams.input, output: streams.output)
            await setup.close()
            return nil
        } catch let failure as SetupFailure {
            return failure
        } catch {
            return SetupFailure("\(error)")
        }
    }
}
