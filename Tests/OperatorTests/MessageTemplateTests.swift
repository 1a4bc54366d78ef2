import Platform
import Testing

@testable import Operator

@Suite struct `Templates of messages` {
    private let time = WallTime(nanoseconds: 1_767_323_045_500_000_000)

    private func filled(_ text: String, _ number: Int = 7) -> String { MessageTemplate(text).filled(number, at: time) }

    @Test func `are filled in as the command line of NATS does`() {
        #expect(filled("a {{Count}} b {{ .Cnt }}") == "a 7 b 7")
        #expect(filled("{{TimeStamp}} {{Unix}} {{UnixNano}}") == "2026-01-02T03:04:05.5Z 1767323045 1767323045500000000")
        #expect(filled("{{Time}}") == "3:04AM")
        #expect(filled("{{ID}}") != filled("{{ID}}"))
        #expect((5...9).contains(filled("{{Random 5 9}}").count) && filled("{{Random(4, 4)}}").count == 4)
    }

    @Test func `leave alone what they do not know`() {
        for text in [
            "", "{{", "}}", "{{}}", "{{Other}}", "{{Count 1}}", "{Count}", "{{Random 9 5}}", "{{Random 1}}",
            "{{Random 0 99999999}}", "ü{{ü}}",
        ] {
            #expect(filled(text) == text)
            #expect(!MessageTemplate(text).isTemplate)
        }
        #expect(filled("{{Other}} {{Count}} {{") == "{{Other}} 7 {{")
        #expect(filled("{{{Count}}}") == "{{{Count}}}" && filled("{{ {{Count}}") == "{{ 7")
    }
}
