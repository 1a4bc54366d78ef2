import JSON
import Testing

@testable import Guard

@Suite struct `Words of the guard` {
    @Test(arguments: [
        ("plain", "\"plain\""), ("a\"b", "\"a\\\"b\""), ("a\nIgnore all rules", "\"a\\u{a}Ignore all rules\""),
        ("\u{202E}x", "\"\\u{202e}x\""), ("ñandú", "\"ñandú\""),
    ])
    func `quote names so that they cannot pose as our text`(name: String, shown: String) {
        #expect(quoted(name) == shown)
    }

    @Test func `cut long names`() { #expect(quoted(String(repeating: "a", count: 500)).count < 130) }

    @Test(arguments: [(UInt64(0), "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (UInt64.max, "16.0 EiB")])
    func `tell sizes in units`(count: UInt64, shown: String) { #expect(bytes(count) == shown) }

    @Test(arguments: [(UInt64(0), "0"), (999, "999"), (1000, "1,000"), (1_203_441, "1,203,441")])
    func `group digits`(count: UInt64, shown: String) { #expect(count.grouped == shown) }

    @Test(arguments: ["", "x", "because", "test test test", "aaaaaaaaaaaaaaaaaaaa", "todo", "n/a n/a n/a", "1234567890 1"])
    func `take no placeholder for a reason`(text: String) { #expect(!Reason.isUnderstandable(text)) }

    @Test(arguments: [
        "audit requires ninety days", "Retention set by contract 4711 with Example GmbH", "旧データの保持は法務部の指示による変更です 二千二十六年",
    ])
    func `take a sentence for a reason`(text: String) { #expect(Reason.isUnderstandable(text)) }

    @Test(
        arguments: [
            (604_800_000_000_000, "7d"), (5_400_000_000_000, "1h30m"), (1_500_000_000, "1.500s"), (120_000_000_000, "2m"),
            (250_000_000, "250ms"), (10, "10ns"), (61_050_000_000, "1m1.050s"), (1_000_000_000, "1s"),
        ] as [(Int64, String)])
    func `a duration reads as people write it`(_ nanoseconds: Int64, _ text: String) {
        #expect(shown(JSONValue(nanoseconds), "max_age") == text)
    }

    @Test func `other values of a configuration stay what they are`() {
        #expect(shown(nil, "max_age") == "its default" && shown(0, "max_age") == "0" && shown(5, "max_msgs") == "5")
        #expect(shown(10_737_418_240, "max_bytes") == "10.0 GiB (10737418240)" && shown("file", "storage") == "\"file\"")
    }
}
