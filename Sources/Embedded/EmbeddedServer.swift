public import NATS
import Platform

/// A private `nats-server` with JetStream, on a free port of this machine, with its store in one directory.
///
/// Whoever starts on a directory where a server runs is attached to that one. The server lives as long as anyone is attached,
/// whoever started it, and is gone soon after the last one is: stopped, dropped, ended, or killed. The store stays.
public final class EmbeddedServer: Sendable {
    /// How the ordinary user connects: the account that has JetStream.
    public let options: NATSOptions
    /// How the system user connects: the account that sees the whole server.
    public let systemOptions: NATSOptions
    /// The directory, from the root.
    public let directory: String
    /// The version of the server that runs, such as `2.15.1`.
    public let version: String
    /// The server's process.
    public let processIdentifier: Int32
    /// Whether this object started the server (and didn't attach to one that ran).
    public let isOwner: Bool
    /// How long `start` took.
    public let startup: Duration

    private let files: EmbeddedDirectory
    private let holder: Descriptor
    private let attachedLock: FileLock

    /// Starts the server of a directory, or attaches to it.
    ///
    /// A server that died leaves its name, credentials and, where it is still free, port to the next one on the same directory, so
    /// that connections which try to come back succeed after a new start.
    ///
    /// - Parameters:
    ///   - directory: nil for `$XDG_DATA_HOME/nats-operator/embedded`; made (0700) where missing.
    ///   - environment: says where the server is (`NATS_SERVER_BIN`, `PATH`) and where data belongs; the server inherits none of it
    ///     but `PATH`, `TZ`, `TMPDIR` and Go's memory and processor limits.
    ///   - timeout: for all of it; a large store needs its time to be recovered.
    public static func start(
        directory: String? = nil, environment: [String: String], timeout: Duration = .seconds(60)
    ) async throws(EmbeddedError) -> EmbeddedServer {
        let begin = ContinuousClock.now
        let files = try EmbeddedDirectory(directory, environment: environment)
        let flag = CancellationFlag()
        let starter = Starter(directory: files, environment: environment, deadline: begin + timeout, cancellation: flag)
        let result = await withTaskCancellationHandler {
            await BlockingCall.run { () -> Result<Starter.Attachment, EmbeddedError> in
                Result { () throws(EmbeddedError) in try starter.run() }
            }
        } onCancel: {
            flag.cancel()
        }
        return EmbeddedServer(files, try result.get(), startup: ContinuousClock.now - begin)
    }

    private init(_ files: EmbeddedDirectory, _ attachment: Starter.Attachment, startup: Duration) {
        let connection = attachment.connection
        let address = NATSServerURL(host: "127.0.0.1", port: connection.port)
        let identity = connection.identity
        options = NATSOptions(
            servers: [address], authentication: .user(identity.user, password: Secret(identity.password)))
        systemOptions = NATSOptions(
            servers: [address], authentication: .user(identity.systemUser, password: Secret(identity.systemPassword)))
        directory = files.path
        version = connection.version
        processIdentifier = connection.processIdentifier
        isOwner = attachment.started
        self.startup = startup
        self.files = files
        holder = attachment.holder
        attachedLock = attachment.attachedLock
    }

    /// Why the server doesn't run any more, with the end of its log; nil while it runs. Looks at files and a lock and returns at once:
    /// made to explain a connection that broke. The way on is a new `start` on the same directory, which starts a server or attaches
    /// to the one that somebody else has started since.
    public func failure() -> EmbeddedError? {
        if holder.number == nil { return EmbeddedError(.stopped, "The embedded server was stopped.") }
        // The FIFO keeps its name as long as we hold it; another one there means a successor, which doesn't count us as attached.
        if NamedPipe.isLinked(holder, at: files.holders) {
            // Shared, so that two who look don't see each other.
            guard let lock = try? FileLock(files.storeLock, .shared, wait: false) else { return nil }
            lock.release()
        }
        let lines = ServerLog.lastLines(files.log)
        return EmbeddedError(
            .stopped,
            "The embedded server in \(directory) has ended; a new start finds its store. The end of \(files.log):\n\(lines)")
    }

    /// Leaves the server. Where nobody else is attached it ends, with its store in order, and this returns when it is gone; otherwise
    /// it runs on. Nothing happens the second time.
    public func stop() async {
        guard holder.number != nil else { return }
        let (files, holder, attachedLock) = (files, holder, attachedLock)
        await BlockingCall.run {
            // The supervisor kills a server that doesn't end in its time; a little more, and there is nothing left to wait for.
            let deadline = ContinuousClock.now + .seconds(Supervisor.patience + 5)
            let starter = Starter(directory: files, environment: [:], deadline: deadline, cancellation: CancellationFlag())
            let startLock = try? FileLock.acquire(files.startLock, starter: starter) { "" }
            // A server that died may have a successor by now, which is not ours to wait for.
            let isOurs = NamedPipe.isLinked(holder, at: files.holders)
            let isLast = isOurs && (try? attachedLock.change(to: .exclusive)) != nil
            attachedLock.release()
            holder.close()
            if isLast, (try? FileLock.acquire(files.storeLock, starter: starter) { "" }) == nil {
                starter.endOrphan(hard: true)  // its supervisor must have been killed
            }
            startLock?.release()
        }
    }
}
