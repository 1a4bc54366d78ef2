import Platform
import Testing

@Suite struct EncodingTests {
    /// RFC 4648, section 10.
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")])
    func `base64 agrees with the vectors of RFC 4648`(text: String, encoded: String) {
        #expect(Base64.encode(text.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func `both alphabets bring every length and byte back`() {
        for length in 0..<260 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test func `the URL alphabet has no plus, slash or padding`() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64.encodeURL([0xfb, 0xff]) == "-_8")
        #expect(Base64.decodeURL("-_8=") == [0xfb, 0xff])
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Z===", "=", "====", "Zh==", "Zm9v\n", "Zm 9", "-_8=", "Zg==Zg==", "Zé=="])
    func `text that isn't exactly base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Z", "Zg=", "Zh", "+/8", "A=", "Zg==="])
    func `text that isn't exactly URL-safe base64 is refused`(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test func `hex is written small and read in either case`() {
        #expect(Hex.encode([0, 0xab, 0xff]) == "00abff")
        #expect(Hex.decode("00ABfF") == [0, 0xab, 0xff])
        #expect(Hex.decode("abc") == nil)
        #expect(Hex.decode("0g") == nil)
    }

    @Test func `random bytes have the length asked for and differ`() {
        #expect(PlatformRandom.bytes(0).isEmpty)
        #expect(PlatformRandom.bytes(33).count == 33)
        #expect(PlatformRandom.bytes(16) != PlatformRandom.bytes(16))
    }
}
