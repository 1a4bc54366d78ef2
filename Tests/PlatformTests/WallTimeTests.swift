import Platform
import Testing

@Suite struct WallTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.000000001Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
        (1_785_229_500_120_000_000, "2026-07-28T09:05:00.12Z"), (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"), (Int64.max, "2262-04-11T23:47:16.854775807Z"),
        (Int64.min, "1677-09-21T00:12:43.145224192Z"),
    ])
    func `a moment is written and read back`(nanoseconds: Int64, text: String) {
        #expect(WallTime(nanoseconds: nanoseconds).rfc3339 == text)
        #expect(WallTime(rfc3339: text)?.nanoseconds == nanoseconds)
    }

    @Test func `every day of 400 years and more is read back`() {
        for day in stride(from: Int64(-106_000), through: 106_000, by: 1) {
            let time = WallTime(nanoseconds: day * 86_400_000_000_000 + 7)
            #expect(WallTime(rfc3339: time.rfc3339) == time)
        }
    }

    @Test(arguments: [
        ("2026-07-28T11:05:00+02:00", "2026-07-28T09:05:00Z"), ("2026-07-28T00:05:00.5-09:30", "2026-07-28T09:35:00.5Z"),
        ("2026-07-28t09:05:00z", "2026-07-28T09:05:00Z"), ("2026-07-28 09:05:00Z", "2026-07-28T09:05:00Z"),
        ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"), ("2026-07-28T09:05:00.1234567899Z", "2026-07-28T09:05:00.123456789Z"),
        ("2026-07-28T09:05:00.000Z", "2026-07-28T09:05:00Z"),
    ])
    func `other spellings of a moment are understood`(text: String, same: String) {
        #expect(WallTime(rfc3339: text)?.rfc3339 == same)
    }

    @Test(arguments: [
        "", "2026-07-28", "2026-07-28T09:05:00", "2026-07-28T09:05Z", "2026-7-28T09:05:00Z", "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0200", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00٣Z",
    ])
    func `what is no moment is refused`(text: String) {
        #expect(WallTime(rfc3339: text) == nil)
    }

    @Test(arguments: [
        "0001-01-01T00:00:00Z", "1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854775808Z", "9999-12-31T23:59:59Z",
    ])
    func `a moment that doesn't fit is refused`(text: String) {
        #expect(WallTime(rfc3339: text) == nil)
    }

    @Test func `moments are compared, subtracted and moved`() {
        let early = WallTime(nanoseconds: 5)
        let late = early.advanced(by: .seconds(2))
        #expect(early < late)
        #expect(late.since(early) == .seconds(2))
        #expect(late.advanced(by: .seconds(-2)) == early)
        #expect(late.advanced(by: .seconds(Int64.max)).nanoseconds == .max)
        #expect(late.advanced(by: .seconds(Int64.min)).nanoseconds == .min)
        #expect(WallTime.now() > WallTime(nanoseconds: 1_700_000_000_000_000_000))
    }
}
