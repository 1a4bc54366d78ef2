#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// The descriptors a protocol over standard input and output runs on.
///
/// After `takeOver` descriptor 0 reads nothing and descriptor 1 is the error stream: a stray `print`, a library's
/// message or a child process can neither eat what the client sends nor write into what it reads.
public struct StandardStreams: Sendable, Hashable {
    /// What was standard input. Private to this process: closed in children.
    public let input: Int32
    /// What was standard output. Private to this process: closed in children.
    public let output: Int32

    /// Moves standard input and output away to private descriptors. To be called once, before anything else opens files.
    public static func takeOver() throws(SystemCallError) -> StandardStreams {
        try takeOver(input: STDIN_FILENO, output: STDOUT_FILENO, errors: STDERR_FILENO)
    }

    static func takeOver(input: Int32, output: Int32, errors: Int32) throws(SystemCallError) -> StandardStreams {
        let null = try openNull()
        defer { if null > STDERR_FILENO { SystemCalls.closeDescriptor(null) } }
        // Without an error stream nothing may take its number: it would receive what is meant for people.
        if fcntl(errors, F_GETFD) < 0 { try redirect(errors, to: null) }
        let streams = StandardStreams(input: try moved(input), output: try moved(output))
        try redirect(input, to: null)
        try redirect(output, to: errors)
        return streams
    }

    /// Makes a write to a stream nobody reads an error (EPIPE) instead of the end of the process.
    public static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    private static func openNull() throws(SystemCallError) -> Int32 {
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else { throw SystemCallError(call: "open", code: errno) }
        return null
    }

    private static func moved(_ descriptor: Int32) throws(SystemCallError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemCallError(call: "fcntl", code: errno) }
        return copy
    }

    private static func redirect(_ descriptor: Int32, to target: Int32) throws(SystemCallError) {
        guard SystemCalls.retrying({ Int(dup2(target, descriptor)) }) >= 0 else {
            throw SystemCallError(call: "dup2", code: errno)
        }
    }
}
