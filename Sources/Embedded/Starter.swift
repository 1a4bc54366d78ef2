import Platform

/// Attaches to the server of a directory, or starts it. Blocks its thread; runs on one made for it.
struct Starter {
    let directory: EmbeddedDirectory
    let environment: [String: String]
    let deadline: ContinuousClock.Instant
    let cancellation: CancellationFlag

    /// What every attached process holds.
    struct Attachment: Sendable {
        let connection: ConnectionFile
        let holder: Descriptor
        let attachedLock: FileLock
        /// Whether we started the server.
        let started: Bool
    }

    func run() throws(EmbeddedError) -> Attachment {
        try directory.prepare()
        let startLock = try acquireStartLock()
        defer { startLock.release() }

        var reason = "another process uses it"
        var unheldSince: ContinuousClock.Instant?
        var pause = Duration.milliseconds(5)
        while true {
            if let lock = try freeStoreLock() { return try LaunchAttempt.launch(self, lock) }
            switch try attach() {
            case .attached(let attachment): return attachment
            case .refused(let why):
                reason = why
                unheldSince = nil
            case .nobodyWatches:
                // The server is about to end, or its supervisor was killed over its head.
                let since = unheldSince ?? .now
                unheldSince = since
                if ContinuousClock.now - since > .seconds(3) { endOrphan(hard: ContinuousClock.now - since > .seconds(8)) }
            }
            try checkTime { "The embedded server in \(directory.path) can't be used: \(reason)." }
            BlockingCall.pause(pause)
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    private enum AttachResult {
        case attached(Attachment)
        case refused(String)
        case nobodyWatches
    }

    private func attach() throws(EmbeddedError) -> AttachResult {
        do throws(PlatformError) {
            guard let holder = try NamedPipe.openWriter(directory.holders) else { return .nobodyWatches }
            // The order counts: see `Supervisor`. A name that is still there after we opened means that our line will be found.
            guard NamedPipe.isLinked(holder, at: directory.holders), NamedPipe.writeLine("attached", to: holder) else {
                return .refused("it is being stopped")
            }
            guard var connection = ConnectionFile(at: directory.connection) else { return .refused("it never became ready") }
            do throws(ServerProbe.Refusal) {
                connection.version = try ServerProbe.check(
                    port: connection.port, identity: connection.identity, timeout: .seconds(2))
            } catch {
                return .refused(error.reason + " (process \(connection.processIdentifier))")
            }
            let lock = try FileLock(directory.attachedLock, .shared, wait: false)
            return .attached(Attachment(connection: connection, holder: holder, attachedLock: lock, started: false))
        } catch {
            throw EmbeddedError(error, doing: "attach to the embedded server")
        }
    }

    /// Ends a server whose supervisor is gone. Its lock on the store says that the process of its own file is still itself.
    func endOrphan(hard: Bool) {
        guard let bytes = try? PrivateFile.read(directory.processIdentifier, limit: 32),
            let identifier = Int32(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
        else { return }
        ChildProcess.send(hard ? .kill : .terminate, to: identifier)
    }

    private func acquireStartLock() throws(EmbeddedError) -> FileLock {
        try FileLock.acquire(directory.startLock, starter: self) {
            "Another process is starting or stopping the embedded server in \(directory.path)."
        }
    }

    /// Nil while a server uses the store.
    private func freeStoreLock() throws(EmbeddedError) -> FileLock? {
        do throws(PlatformError) {
            return try FileLock(directory.storeLock, wait: false)
        } catch {
            if error.code == "busy" { return nil }
            throw EmbeddedError(error, doing: "lock the store of the embedded server")
        }
    }

    /// Throws when nobody waits any more or the time is over.
    func checkTime(_ message: () -> String) throws(EmbeddedError) {
        if cancellation.isCancelled { throw EmbeddedError(.cancelled, "The start of the embedded server was cancelled.") }
        if ContinuousClock.now >= deadline { throw EmbeddedError(.notReady, message()) }
    }
}

extension FileLock {
    /// The lock, as soon as it is free and before the starter's time is over.
    static func acquire(_ path: String, starter: Starter, _ message: () -> String) throws(EmbeddedError) -> FileLock {
        var pause = Duration.milliseconds(2)
        while true {
            do throws(PlatformError) {
                return try FileLock(path, wait: false)
            } catch  where error.code == "busy" {
                // Somebody else is at work; a blocking lock could not be given up when our time is over.
            } catch {
                throw EmbeddedError(error, doing: "lock the directory of the embedded server")
            }
            try starter.checkTime(message)
            BlockingCall.pause(pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }
}
