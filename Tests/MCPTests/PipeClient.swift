import JSON
import Platform
import Synchronization
import Testing

@testable import MCP

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A client over two real pipes: it writes bytes and reads lines; reading may be left off for a while.
final class PipeClient: Sendable {
    private let toServer: Mutex<Int32>
    private let fromServer: Int32
    private let reader = Mutex(LineReader(limit: 64 << 20))
    private let run: Task<Void, any Error>
    private let server: MCPServer

    init(host: any MCPHost = FixtureHost(), limits: MCPLimits = MCPLimits()) {
        StandardStreams.ignoreBrokenPipes()
        var input: [Int32] = [0, 0]
        var output: [Int32] = [0, 0]
        _ = pipe(&input)
        _ = pipe(&output)
        let server = MCPServer(host: host, limits: limits)
        let (serverInput, serverOutput) = (input[0], output[1])
        self.server = server
        toServer = Mutex(input[1])
        fromServer = output[0]
        run = Task {
            // Not before the run is over: a number that is closed is soon another test's.
            defer { for end in [serverInput, serverOutput] { close(end) } }
            try await server.run(input: serverInput, output: serverOutput)
        }
    }

    deinit {
        closeInput()
        close(fromServer)
    }

    func send(_ lines: String...) { write(Array((lines.joined(separator: "\n") + "\n").utf8)) }

    func write(_ bytes: [UInt8]) {
        let descriptor = toServer.withLock { $0 }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { writeSome(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            offset += count
        }
    }

    private func writeSome(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, base, count)
        #else
            Glibc.write(descriptor, base, count)
        #endif
    }

    func handshake(_ version: String = "2025-11-25", capabilities: String = "{}") async throws {
        send(
            #"{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":\#(capabilities)}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
        #expect(try await next()["id"] == "hello")
    }

    func call(_ id: Int, _ tool: String, _ arguments: String = "{}") {
        send(#"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#)
    }

    struct Ended: Error {}

    /// The next message of the server; throws when its output has ended.
    func next() async throws -> JSONValue {
        let line = await withCheckedContinuation { continuation in
            do {
                try OSThread.start(name: "test-client") { continuation.resume(returning: self.readLine()) }
            } catch {
                continuation.resume(returning: nil)
            }
        }
        guard let line else { throw Ended() }
        return try JSONParser().parse(line)
    }

    /// Everything up to the end of the server's output.
    func rest() async throws -> [JSONValue] {
        var messages: [JSONValue] = []
        while true {
            do { messages.append(try await next()) } catch is Ended { return messages }
        }
    }

    private func readLine() -> [UInt8]? {
        reader.withLock { reader in
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                if case .text(let line)? = reader.next() { return line }
                let count = chunk.withUnsafeMutableBytes { read(fromServer, $0.baseAddress, $0.count) }
                guard count > 0 else { return nil }
                reader.push(chunk[..<count])
            }
        }
    }

    func closeInput() {
        toServer.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    func stop() { server.stop() }

    /// Waits until `run` has returned.
    func ended() async throws { try await run.value }
}
