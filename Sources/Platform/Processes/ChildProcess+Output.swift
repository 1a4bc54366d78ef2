#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension ChildProcess {
    /// Runs a short program to its end and gives back what it wrote to stdout and, unless `errors` is false, to stderr. Blocks
    /// the thread.
    ///
    /// Throws `timeout` (the program is killed) or what `spawn` throws. Above `limit` bytes the rest is dropped.
    public static func output(
        _ executable: String, arguments: [String], environment: [String: String], errors: Bool = true, limit: Int = 64 * 1024,
        timeout: Duration = .seconds(10)
    ) throws(PlatformError) -> (end: End, output: [UInt8]) {
        let (reader, writer) = try Descriptor.pipe()
        guard let number = writer.number else { throw PlatformError(code: "io", message: "a new pipe is closed") }
        let child = try spawn(
            executable, arguments: arguments, environment: environment,
            descriptors: errors ? [1: number, 2: number] : [1: number])
        writer.close()

        let deadline = ContinuousClock.now + timeout
        var output: [UInt8] = []
        while true {
            switch try? reader.read(timeout: ContinuousClock.now.duration(to: deadline)) {
            case .bytes(let bytes): output += bytes.prefix(max(0, limit - output.count))
            case .end: return (child.wait(), output)
            case .timeout, nil:
                child.kill()
                _ = child.wait()
                throw PlatformError(code: "timeout", message: "the program did not end within \(timeout)", path: executable)
            }
        }
    }
}
