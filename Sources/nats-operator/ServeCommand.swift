import MCP
import Operator
import Platform
import Serve

enum ServeCommand {
    static let command = Command(
        name: "serve", abstract: "Serve MCP over standard input and output.", options: ConnectionOptions.all
    ) { (line) throws(UsageError) in
        // Before anything else may print: the client reads what was standard output.
        let streams: StandardStreams
        do {
            streams = try StandardStreams.takeOver()
        } catch {
            throw UsageError("\(error)")
        }
        let connection = try ConnectionOptions(line)
        let failure = WorkerPool.shared.run { await serve(streams, connection) }
        guard let failure else { return 0 }
        Notes.write(failure.message)
        return 2
    }

    private static func serve(_ streams: StandardStreams, _ connection: ConnectionOptions) async -> SetupFailure? {
        do {
            let setup = try await Setup(connection, selection: .usual, onEvent: ConnectionNotes.write)
            let host = OperatorHost(contexts: setup.contexts)
            let server = MCPServer(host: host, log: Notes.write)
            try TerminationSignals.watch { _ in server.stop() }
            try await server.run(input: streams.input, output: streams.output)
            await host.close()
            await setup.close()
            return nil
        } catch let failure as SetupFailure {
            return failure
        } catch {
            return SetupFailure("\(error)")
        }
    }
}
