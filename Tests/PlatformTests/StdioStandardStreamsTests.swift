import Testing

@testable import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

struct StdioStandardStreamsTests {
    @Test func `after the take-over stray output goes to the errors and stray input finds nothing`() throws {
        let (input, output, errors) = (StdioPipe(), StdioPipe(), StdioPipe())
        let streams = try StandardStreams.takeOver(input: input.readEnd, output: output.writeEnd, errors: errors.writeEnd)
        defer {
            close(streams.input)
            close(streams.output)
        }
        #expect(streams.input > 2 && streams.output > 2)
        #expect(fcntl(streams.input, F_GETFD) & FD_CLOEXEC != 0 && fcntl(streams.output, F_GETFD) & FD_CLOEXEC != 0)

        // What was standard output is the error stream now, and its private copy still leads to the reader.
        output.writeAll(Array("stray".utf8))
        #expect(errors.readSome(100) == Array("stray".utf8))
        _ = "x".withCString { write(streams.output, $0, 1) }
        #expect(output.readSome(100) == Array("x".utf8))

        // What was standard input is at its end, and its private copy still gets what is sent.
        input.writeAll([7])
        #expect(input.readSome(100) == [])
        var byte: UInt8 = 0
        #expect(read(streams.input, &byte, 1) == 1 && byte == 7)
    }
}
