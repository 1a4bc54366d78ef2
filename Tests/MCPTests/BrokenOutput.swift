import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An input that stays open and an output nobody reads.
final class BrokenOutput {
    let input: Int32
    let output: Int32
    private let toInput: Int32

    init() {
        StandardStreams.ignoreBrokenPipes()
        var first: [Int32] = [0, 0]
        var second: [Int32] = [0, 0]
        _ = pipe(&first)
        _ = pipe(&second)
        close(second[0])
        (input, toInput, output) = (first[0], first[1], second[1])
    }

    deinit { for end in [input, toInput, output] { close(end) } }

    func send(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { write(toInput, $0.baseAddress, $0.count) }
    }
}
