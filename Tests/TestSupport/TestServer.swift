public import NATS
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A real nats-server for a test, on a free loopback port, with a store of its own. Process and files are gone with the object,
/// also when the test fails.
public final class TestServer: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Given to the server anew on each start.
    public let port: UInt16
    public let directory: TemporaryDirectory
    private let process = Mutex<ChildProcess?>(nil)

    /// Starts a server and waits until it takes connections.
    /// - Parameters:
    ///   - configuration: added to the port, host and store, in the server's own language.
    ///   - jetStream: whether the server keeps streams.
    public init(_ configuration: String = "", jetStream: Bool = false, directory: TemporaryDirectory? = nil) throws {
        self.directory = try directory ?? TemporaryDirectory()
        // Given back at once: another process could take it, but ports are handed out in turn.
        port = try LoopbackListener().port
        try write(configuration, jetStream: jetStream)
        try start()
    }

    deinit { kill9() }

    /// `nats://127.0.0.1:port`
    public var url: String { "nats://127.0.0.1:\(port)" }

    public var server: NATSServerURL { NATSServerURL(host: "127.0.0.1", port: port) }

    /// Options for a client of this server, quick to reconnect.
    public func options(_ authentication: NATSAuthentication = .none) -> NATSOptions {
        NATSOptions(servers: [server], authentication: authentication, reconnectWait: .milliseconds(100))
    }

    /// Replaces the configuration; it counts from the next start or `reload`.
    public func write(_ configuration: String, jetStream: Bool = false) throws {
        let store = jetStream ? "jetstream { store_dir: \"\(directory.path)/store\" }" : ""
        try directory.write("server.conf", "host: 127.0.0.1\nport: \(port)\n\(store)\n\(configuration)\n")
    }

    public func start() throws {
        let log = directory.path + "/server.log"
        let child = try ChildProcess([ServerBinary.path(), "-c", directory.path + "/server.conf"], output: log)
        process.withLock { $0 = child }
        try waitUntilReady()
    }

    /// Ends it as an operator would.
    public func stop() {
        let child = process.withLock { process in
            defer { process = nil }
            return process
        }
        child?.signal(SIGTERM)
        child?.wait()
    }

    /// Ends it as a power cut would.
    public func kill9() {
        let child = process.withLock { process in
            defer { process = nil }
            return process
        }
        child?.signal(SIGKILL)
        child?.wait()
    }

    /// On the same port, with the same store.
    public func restart() throws {
        kill9()
        try start()
    }

    /// Stops it where it is: connections stay, nothing is answered.
    public func freeze() { process.withLock { $0 }?.stop() }

    public func resume() { process.withLock { $0 }?.signal(SIGCONT) }

    /// Reads its configuration again.
    public func reload() { signal(SIGHUP) }

    public func signal(_ number: Int32) { process.withLock { $0 }?.signal(number) }

    /// What it said.
    public var log: String { (try? TextFile.read(directory.path + "/server.log")) ?? "" }

    private func waitUntilReady() throws {
        var pause: UInt32 = 1000
        for _ in 0..<200 {
            if log.contains("Server is ready") && accepts() { return }
            usleep(pause)
            pause = min(pause * 2, 50_000)
        }
        throw Failure(description: "nats-server is not ready: \(log.suffix(2000))")
    }

    private func accepts() -> Bool {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return withUnsafeBytes(of: &address) { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return connect(descriptor, pointer, socklen_t(bytes.count)) == 0
        }
    }
}
