import Platform

/// One start of the server, with the start lock and the lock on the store in hand.
struct LaunchAttempt {
    let starter: Starter
    let program: ServerProgram
    let identity: ServerIdentity
    let port: UInt16?
    private var directory: EmbeddedDirectory { starter.directory }

    /// Starts with the name, credentials and port of the last time where there was one, so that clients of a server that died find
    /// the new one; on a port that the server picks where the old one is taken.
    static func launch(_ starter: Starter, _ lock: FileLock) throws(EmbeddedError) -> Starter.Attachment {
        let program = try ServerProgram.find(environment: starter.environment)
        let last = ConnectionFile(at: starter.directory.connection)
        let identity = last?.identity ?? .random()
        let port = last.flatMap { LoopbackConnection.isFree(port: $0.port) ? $0.port : nil }
        do throws(EmbeddedError) {
            return try LaunchAttempt(starter: starter, program: program, identity: identity, port: port).run(lock)
        } catch  where port != nil && error.code == .startFailed && error.message.contains("address already in use") {
            // Somebody took it between our look and the server's.
            let free = try FileLock.acquire(starter.directory.storeLock, starter: starter) { error.message }
            return try LaunchAttempt(starter: starter, program: program, identity: identity, port: nil).run(free)
        }
    }

    private func run(_ lock: FileLock) throws(EmbeddedError) -> Starter.Attachment {
        let (holder, attachedLock) = try writeFiles()
        let logSize = ServerLog.size(directory.log)
        let (child, news) = try startSupervisor(holder.reader, lock)
        holder.reader.close()
        lock.release()  // the server has it now

        do throws(EmbeddedError) {
            let connection = try waitUntilReady(news, logSize)
            do throws(PlatformError) {
                try PrivateFile.replace(directory.connection, contents: Array(connection.text.utf8))
            } catch {
                throw EmbeddedError(error, doing: "write down how to reach the embedded server")
            }
            // Somebody has to bury it; until then this thread sleeps.
            BlockingCall.start { _ = child.wait() }
            return Starter.Attachment(connection: connection, holder: holder.writer, attachedLock: attachedLock, started: true)
        } catch {
            holder.writer.close()  // the last one is gone: the supervisor ends the server, and itself
            _ = child.wait()
            throw error
        }
    }

    private func writeFiles() throws(EmbeddedError) -> (holder: (reader: Descriptor, writer: Descriptor), lock: FileLock) {
        let configuration = ServerConfiguration(directory: directory, identity: identity, port: port)
        do throws(PlatformError) {
            try PrivateFile.remove(directory.holders + ".closing")
            try PrivateFile.replace(directory.configuration, contents: Array(configuration.text.utf8))
            // New ones each time: who held on to a server that died has no part in this one.
            try PrivateFile.remove(directory.attachedLock)
            try NamedPipe.create(directory.holders)
            return (try NamedPipe.openBoth(directory.holders), try FileLock(directory.attachedLock, .shared, wait: false))
        } catch {
            throw EmbeddedError(error, doing: "write the files of the embedded server")
        }
    }

    private func startSupervisor(
        _ holders: Descriptor, _ lock: FileLock
    ) throws(EmbeddedError) -> (child: ChildProcess, news: Descriptor) {
        do throws(PlatformError) {
            let (reader, writer) = try Descriptor.pipe()
            let child = try Supervisor.start(
                directory, program: program, environment: starter.environment, holders: holders, news: writer, lock: lock)
            return (child, reader)
        } catch {
            throw EmbeddedError(.startFailed, "The supervisor of the embedded server can't be started: \(error).")
        }
    }

    /// Sleeps on the supervisor's news, so that the end of the server is noticed at once, and looks now and then for the file in
    /// which the server says that it listens and where.
    private func waitUntilReady(_ news: Descriptor, _ logSize: Int) throws(EmbeddedError) -> ConnectionFile {
        var heard = ""
        var pause = Duration.milliseconds(2)
        let longest = Duration.milliseconds(25)
        while true {
            switch try? news.read(timeout: pause) {
            case .bytes(let bytes): heard += String(decoding: bytes, as: UTF8.self)
            case .timeout: break
            case .end, nil: throw failure(heard, logSize)
            }
            if heard.contains("end ") { throw failure(heard, logSize) }
            if let process = number(after: "pid ", in: heard), let port = announcedPort(process) {
                do throws(ServerProbe.Refusal) {
                    let version = try ServerProbe.check(port: port, identity: identity, timeout: .seconds(2))
                    return ConnectionFile(identity: identity, port: port, processIdentifier: process, version: version)
                } catch {
                    try starter.checkTime { "nats-server (process \(process)) is not ready: \(error.reason). \(log(logSize))" }
                }
            }
            try starter.checkTime { "nats-server did not become ready in time. \(log(logSize))" }
            // It runs, but the disk is too full to say where.
            if pause == longest, ServerLog.lastLines(directory.log, after: logSize).contains("Error writing ports file") {
                throw EmbeddedError(.startFailed, "nats-server can't write to its directory. \(log(logSize))")
            }
            pause = min(pause * 1.25, longest)
        }
    }

    /// From the ports file, `{"nats":["nats://127.0.0.1:4222"]}`, named for the program and its process; nil while there is none.
    private func announcedPort(_ process: Int32) -> UInt16? {
        let path = Path.join(directory.path, "\(Path.name(program.path))_\(process).ports")
        guard let bytes = try? PrivateFile.read(path, from: 0, limit: 4096) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.firstRange(of: "nats://127.0.0.1:"), let end = text[start.upperBound...].firstIndex(of: "\"")
        else {
            return nil
        }
        return UInt16(text[start.upperBound..<end])
    }

    private func failure(_ heard: String, _ logSize: Int) -> EmbeddedError {
        let status = number(after: "end ", in: heard).map { " with status \($0)" } ?? ""
        return EmbeddedError(
            .startFailed, "\(program.path) (\(program.version)) ended\(status) before it was ready. \(log(logSize))")
    }

    private func log(_ offset: Int) -> String {
        let lines = ServerLog.lastLines(directory.log, after: offset)
        return lines.isEmpty
            ? "It wrote nothing to \(directory.log); the disk may be full." : "The end of \(directory.log):\n\(lines)"
    }

    private func number(after word: String, in text: String) -> Int32? {
        guard let found = text.firstRange(of: word), let end = text[found.upperBound...].firstIndex(of: "\n") else { return nil }
        return Int32(text[found.upperBound..<end])
    }
}
