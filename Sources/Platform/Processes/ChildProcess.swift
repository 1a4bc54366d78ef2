#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A process started by us. It must be waited for once, or it stays as a zombie until we end.
public struct ChildProcess: Sendable, Hashable {
    public let identifier: Int32

    /// What we ever send.
    public enum Signal: Sendable {
        case terminate, kill

        var number: Int32 { self == .kill ? SIGKILL : SIGTERM }
    }

    /// How a process ended.
    public enum End: Sendable, Hashable, CustomStringConvertible {
        case exited(Int32)
        case signalled(Int32)

        public var description: String {
            switch self {
            case .exited(let code): "exit code \(code)"
            case .signalled(let signal): "signal \(signal)"
            }
        }
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - executable: its path; `PATH` is not asked.
    ///   - arguments: without the name of the program.
    ///   - descriptors: the child's number → ours. Nothing else is inherited, whatever flags a library forgot; 0, 1 and 2 that
    ///     aren't named lead to `/dev/null`.
    ///   - newSession: the child leads its own session and process group: no terminal, and no signal meant for our group.
    /// - Throws: `not_found`, `permission_denied`, `not_executable`, … with the program's path.
    public static func spawn(
        _ executable: String, arguments: [String], environment: [String: String], descriptors: [Int32: Int32] = [:],
        newSession: Bool = false
    ) throws(PlatformError) -> ChildProcess {
        var setup = try SpawnSetup(descriptors: descriptors, newSession: newSession)
        var identifier: pid_t = 0
        let argv = unsafe copied([executable] + arguments)
        let envp = unsafe copied(environment.map { "\($0)=\($1)" })
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        let result = unsafe posix_spawn(&identifier, executable, &setup.actions, &setup.attributes, argv, envp)
        guard result == 0 else { throw PlatformError(errno: result, action: "start the program", path: executable) }
        return ChildProcess(identifier: identifier)
    }

    /// Blocks the thread until the process has ended, and buries it. To be called once.
    public func wait() -> End {
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0 {
            // Somebody else took the status (SIGCHLD ignored by a host program): it is over all the same.
            if errno != EINTR { return .exited(0) }
        }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    /// Only while nobody has waited for it: afterwards the number may be another process's.
    public func kill(_ signal: Signal = .kill) {
        let signal = signal.number
        #if canImport(Darwin)
            _ = Darwin.kill(identifier, signal)
        #else
            _ = Glibc.kill(identifier, signal)
        #endif
    }

    /// Signals a process that isn't our child.
    public static func send(_ signal: Signal, to identifier: Int32) {
        guard identifier > 1 else { return }  // 0 and below mean groups, 1 is the system
        ChildProcess(identifier: identifier).kill(signal)
    }

    private init(identifier: Int32) { self.identifier = identifier }
}

/// A null-terminated list of C strings, for the caller to free. A NUL inside a string ends it.
private func copied(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] { unsafe strings.map { unsafe strdup($0) } + [nil] }
