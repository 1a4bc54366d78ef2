import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A process started for a test. It does not outlive the object.
public final class ChildProcess: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public let pid: Int32
    private let status = Mutex<Int32?>(nil)

    /// - Parameter output: a file for standard output and error; nil throws them away.
    public init(_ arguments: [String], output: String? = nil) throws {
        var actions = Self.makeActions()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let result = posix_spawnp(&child, arguments[0], &actions, nil, &words, environ)
        guard result == 0 else {
            throw Failure(description: "\(arguments[0]) can't be started: \(String(cString: strerror(result)))")
        }
        pid = child
    }

    deinit {
        signal(SIGKILL)
        signal(SIGCONT)
        wait()
    }

    #if canImport(Darwin)
        private static func makeActions() -> posix_spawn_file_actions_t? { nil }
    #else
        private static func makeActions() -> posix_spawn_file_actions_t { posix_spawn_file_actions_t() }
    #endif

    /// Sends a signal, unless the process has been waited for.
    public func signal(_ number: Int32) {
        status.withLock { if $0 == nil { kill(pid, number) } }
    }

    /// Stops it where it is and returns when it has stopped: the signal alone lets threads run on for a while.
    public func stop() {
        status.withLock { status in
            guard status == nil else { return }
            kill(pid, SIGSTOP)
            var value: Int32 = 0
            // An end instead of a stop is an end that nobody will see again.
            if waitpid(pid, &value, WUNTRACED) == pid, value & 0xFF != 0x7F { status = value }
        }
    }

    /// Waits for the end; the exit status as `waitpid` tells it.
    @discardableResult
    public func wait() -> Int32 {
        status.withLock { status in
            if let status { return status }
            var value: Int32 = 0
            while waitpid(pid, &value, 0) == -1, errno == EINTR {}
            status = value
            return value
        }
    }

    /// Runs a program to its end. Throws when it fails; then the text has what it said.
    @discardableResult
    public static func output(_ arguments: [String]) throws -> String {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/output"
        let status = try ChildProcess(arguments, output: file).wait()
        let text = (try? TextFile.read(file)) ?? ""
        guard status == 0 else { throw Failure(description: "\(arguments.joined(separator: " ")) failed: \(text)") }
        return text
    }
}
