import Platform
import Testing

@Suite struct `Durations and sizes as text` {
    @Test(arguments: [
        ("30s", Duration.seconds(30)), ("1h30m", .seconds(5400)), ("1.5s", .milliseconds(1500)), ("250ms", .milliseconds(250)),
        ("7d", .seconds(604_800)), ("2w", .seconds(1_209_600)), ("10us", .microseconds(10)), ("10µs", .microseconds(10)),
        ("5ns", .nanoseconds(5)), ("0s", .zero), (".5m", .seconds(30)), ("1h2m3.004s", .milliseconds(3_723_004)),
    ])
    func `a duration is read`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: ["", "30", "s", "-5s", "5 s", "1x", "1.s", "5s5", "1e3s", "999999999999w", "٣s", "."])
    func `what is no duration is refused`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        Duration.zero, .nanoseconds(1), .microseconds(15), .milliseconds(250), .milliseconds(1500), .seconds(59), .seconds(5400),
        .seconds(604_800), .milliseconds(3_723_004), .nanoseconds(86_400_000_000_001),
    ])
    func `a duration is written so that it reads back`(duration: Duration) {
        #expect(DurationText.parse(DurationText.text(duration)) == duration)
    }

    @Test func `durations are written shortly`() {
        #expect(DurationText.text(.seconds(5400)) == "1h30m")
        #expect(DurationText.text(.seconds(-30)) == "-30s")
        #expect(DurationText.text(.milliseconds(90_500)) == "1m30.5s")
    }

    @Test(
        arguments: [
            ("0", 0), ("1048576", 1 << 20), ("64K", 65536), ("64k", 65536), ("1KB", 1024), ("1KiB", 1024), ("1G", 1 << 30),
            ("1GB", 1 << 30), ("1gib", 1 << 30), ("2T", 2 << 40), ("7B", 7),
        ] as [(String, Int64)])
    func `a size is read`(text: String, bytes: Int64) {
        #expect(SizeText.parse(text) == bytes)
    }

    @Test(arguments: ["", "K", "-1", "1.5G", "1 K", "1X", "1iB", "1bb", "9223372036854775807K", "1KK"])
    func `what is no size is refused`(text: String) {
        #expect(SizeText.parse(text) == nil)
    }
}
