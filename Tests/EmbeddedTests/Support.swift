import Embedded
import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A directory of its own for one test, with all that is difficult in a path; removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let base = Environment.current()["TMPDIR"] ?? "/tmp"
    let path = Path.join(base, "nats-operator embedded \"ü\\ $HOME # 'x' \(Hex.encode(PlatformRandom.bytes(6)))")
    try PrivateFile.createDirectory(path)
    do {
        let result = try await body(path)
        removeTree(path)
        return result
    } catch {
        removeTree(path)
        throw error
    }
}

private func removeTree(_ path: String) {
    guard let directory = opendir(path) else {
        unlink(path)
        return
    }
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard name != ".", name != ".." else { continue }
        let below = Path.join(path, name)
        var status = stat()
        if lstat(below, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { removeTree(below) } else { unlink(below) }
    }
    closedir(directory)
    rmdir(path)
}

/// Starts with what the environment of the tests says about the server.
func start(_ directory: String) async throws -> EmbeddedServer {
    try await EmbeddedServer.start(directory: directory, environment: Environment.current())
}

/// Starts, runs the body, stops whatever happens.
func withServer<Result>(_ directory: String, _ body: (EmbeddedServer) async throws -> Result) async throws -> Result {
    let server = try await start(directory)
    do {
        let result = try await body(server)
        await server.stop()
        return result
    } catch {
        await server.stop()
        throw error
    }
}

/// Looks again and again until the condition holds; false when it never does.
func eventually(within time: Duration = .seconds(20), _ condition: () throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return try condition()
}

/// Whether there is such a process, be it a zombie.
func exists(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno == EPERM }

/// Whether nobody uses the store: neither server nor supervisor is there.
func isStoreFree(_ directory: String) -> Bool {
    guard let lock = try? FileLock(Path.join(directory, "store.lock"), wait: false) else { return false }
    lock.release()
    return true
}

func mode(of path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

/// A shell script to be used as a server. Another program writes it: a descriptor of ours that is open for writing could be in a
/// child which another test starts at the same moment, and a program that is being written can't run.
func fakeServer(in directory: String, _ script: String) throws -> [String: String] {
    let path = Path.join(directory, "fake-server")
    let writer = try ChildProcess.output(
        "/bin/sh", arguments: ["-c", #"printf '#!/bin/sh\n%s\n' "$2" >"$1" && chmod 700 "$1""#, "writer", path, script],
        environment: ["PATH": "/usr/bin:/bin"])
    #expect(writer.end == .exited(0))
    return ["NATS_SERVER_BIN": path, "PATH": "/usr/bin:/bin"]
}
