import Platform
import Testing

@Suite struct DigestTests {
    /// FIPS 180-4's examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 agrees with the published examples, whole and in pieces`(text: String, digest: String) throws {
        #expect(SHA256.hex(text) == digest)
        var hasher = try SHA256Hasher()
        for byte in text.utf8 { try hasher.update([byte]) }
        #expect(Hex.encode(try hasher.finish()) == digest)
    }

    /// RFC 4231, cases 1, 2 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `HMAC agrees with RFC 4231, and takes no other code`(key: [UInt8], text: String, code: String) throws {
        let made = AuthenticationCode(key: key)
        let right = try #require(Hex.decode(code))
        #expect(made.code(for: Array(text.utf8)) == right)
        #expect(made.isValid(right, for: Array(text.utf8)))
        #expect(!made.isValid(right.dropLast() + [right[31] ^ 1], for: Array(text.utf8)))
        #expect(!made.isValid(Array(right.dropLast()), for: Array(text.utf8)))
        #expect(!made.isValid([], for: Array(text.utf8)))
        #expect(!made.isValid(right, for: Array(text.utf8) + [0]))
        #expect(!AuthenticationCode(key: key + [1]).isValid(right, for: Array(text.utf8)))
    }
}
