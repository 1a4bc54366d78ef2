import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct TerminalTests {
    @Test func `a terminal tells how wide it is, and nothing else does`() throws {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        defer { close(terminal) }
        #expect(Terminal.columns(terminal) == nil, "it has not said yet")
        var size = winsize(ws_row: 25, ws_col: 132, ws_xpixel: 0, ws_ypixel: 0)
        #expect(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
        #expect(Terminal.columns(terminal) == 132)

        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(Terminal.columns(file) == nil)
        #expect(Terminal.columns(-1) == nil)
    }
}
