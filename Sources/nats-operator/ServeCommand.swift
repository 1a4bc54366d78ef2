import ArgumentParser
import Dispatch
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
            setup = try await Setup(connection)
        } catch {
            Notes.write(error.message)
            throw ExitCode(2)
        }
        let server = MCPServer(host: OperatorHost(services: setup.services))
        let signals = Signals { server.stop() }
        await server.run(input: streams.input, output: streams.output)
        signals.cancel()
        await setup.close()
    }
}

/// SIGTERM, SIGINT and SIGHUP as a call.
final class Signals: Sendable {
    private let sources: [any DispatchSourceSignal]

    init(_ handler: @escaping @Sendable () -> Void) {
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: handler)
            source.activate()
            return source
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }
}
