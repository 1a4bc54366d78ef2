import Platform
import Testing

@Suite struct `Identifiers` {
    @Test func `begin with the time in milliseconds, as RFC 9562 has it`() throws {
        // Later than what was made before: those never go back.
        let time = WallTime.now().advanced(by: .seconds(5))
        let identifier = UUIDv7.make(at: time)
        let milliseconds = String(UInt64(time.nanoseconds / 1_000_000), radix: 16)
        #expect(identifier.filter { $0 != "-" }.hasPrefix(String(repeating: "0", count: 12 - milliseconds.count) + milliseconds))
        #expect(try /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/.wholeMatch(in: identifier) != nil)
    }

    @Test func `sort in the order they were made`() {
        let made = (0..<10_000).map { _ in UUIDv7.make() }
        #expect(made == made.sorted())
        #expect(Set(made).count == made.count)
    }
}
