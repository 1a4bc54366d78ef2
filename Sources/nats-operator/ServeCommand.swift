import ArgumentParser
import MCP
import Platform
import Serve

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve MCP over standard input and output.")

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        // Before anything else may print: the client reads what was standard output.
        let streams = try StandardStreams.takeOver()
        let setup: Setup
        do {
            setup = try await Setup(connection, onEvent: ConnectionNotes.write)
        } catch {
            Notes.write(error.message)
            throw ExitCode(2)
        }
        let server = MCPServer(host: OperatorHost(services: setup.services))
        let signals = TerminationSignals { server.stop() }
        do {
            try await server.run(input: streams.input, output: streams.output)
        } catch {
            Notes.write("\(error)")
        }
        signals.cancel()
        await setup.close()
    }
}
