import Testing

/// The searches are only as good as the view they search.
struct SwiftViewTests {
    @Test(arguments: [
        ("let a = 1 // try! b", "let a = 1          "),
        ("/* a /* b */ try! */x", "                    x"),
        (##"f("try!")"##, ##"f("    ")"##),
        (##"f("\"try!")"##, ##"f("      ")"##),
        ("f(\"\"\"\na\"b\n\"\"\")", "f(\"\n   \n\")"),
        (###"f(#"a"b"#)"###, ###"f("   ")"###),
    ])
    func `comments and strings are blanked out of code`(text: String, expected: String) {
        #expect(SwiftView.code.of(text) == expected)
    }

    @Test func `strings can be kept`() {
        #expect(SwiftView.codeAndStrings.of("f(\"$JS.API\") // $JS.API") == "f(\"$JS.API\")           ")
    }
}
