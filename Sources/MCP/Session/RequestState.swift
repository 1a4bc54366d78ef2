internal import Crypto
internal import JSON

/// An answer of a person that was given for one question of one call.
struct GivenAnswer: Sendable, Hashable {
    let key: String
    let fingerprint: String
    let answer: MCPAnswer
}

/// What a call of the stateless era must get back with its retry: which question was asked for what, and what has been
/// answered before. The client carries it and may change nothing of it.
struct RequestState: Sendable, Hashable {
    let tool: String
    /// SHA-256 of the arguments' canonical text, in hex.
    let arguments: String
    /// Seconds on the clock of the session.
    let expires: Int64
    /// The question that waits for an answer.
    let key: String
    let fingerprint: String
    let given: [GivenAnswer]

    static func digest(_ arguments: JSONObject) -> String {
        let text = JSONValue.object(arguments).canonicalText
        return Hex.text(SHA256.hash(data: Array(text.utf8)))
    }

    fileprivate var json: JSONValue {
        [
            "tool": .string(tool), "arguments": .string(arguments), "expires": .integer(expires), "key": .string(key),
            "fingerprint": .string(fingerprint),
            "given": .array(
                given.map { [.string($0.key), .string($0.fingerprint), ElicitationAnswer.json($0.answer)] }),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let tool = json["tool"]?.string, let arguments = json["arguments"]?.string,
            let expires = json["expires"]?.int64, let key = json["key"]?.string,
            let fingerprint = json["fingerprint"]?.string, let rows = json["given"]?.array
        else { return nil }
        var given: [GivenAnswer] = []
        for row in rows {
            guard let parts = row.array, parts.count == 3, let key = parts[0].string, let fingerprint = parts[1].string,
                let answer = ElicitationAnswer.decode(parts[2])
            else { return nil }
            given.append(GivenAnswer(key: key, fingerprint: fingerprint, answer: answer))
        }
        self.init(tool: tool, arguments: arguments, expires: expires, key: key, fingerprint: fingerprint, given: given)
    }

    init(tool: String, arguments: String, expires: Int64, key: String, fingerprint: String, given: [GivenAnswer]) {
        self.tool = tool
        self.arguments = arguments
        self.expires = expires
        self.key = key
        self.fingerprint = fingerprint
        self.given = given
    }
}

/// Signs request states with a key that lives as long as the process: HMAC-SHA256.
struct RequestStateSealer: Sendable {
    private let key = SymmetricKey(size: .bits256)

    func seal(_ state: RequestState) -> String {
        let text = state.json.text
        return Hex.text(code(text)) + "." + text
    }

    /// Nil for a state that we didn't make as it stands.
    func open(_ sealed: String) -> RequestState? {
        guard let dot = sealed.firstIndex(of: ".") else { return nil }
        let text = String(sealed[sealed.index(after: dot)...])
        guard let given = Hex.bytes(String(sealed[..<dot])),
            HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Array(text.utf8), using: key),
            let json = try? JSONParser().parse(text)
        else { return nil }
        return RequestState(json)
    }

    private func code(_ text: String) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}

private enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
