internal import JSON
internal import Platform

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
        return SHA256.hex(text)
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
    private let code = AuthenticationCode(key: PlatformRandom.bytes(32))

    func seal(_ state: RequestState) -> String {
        let text = state.json.text
        return Hex.encode(code.code(for: Array(text.utf8))) + "." + text
    }

    /// Nil for a state that we didn't make as it stands.
    func open(_ sealed: String) -> RequestState? {
        guard let dot = sealed.firstIndex(of: ".") else { return nil }
        let text = String(sealed[sealed.index(after: dot)...])
        guard let given = Hex.decode(String(sealed[..<dot])),
            code.isValid(given, for: Array(text.utf8)),
            let json = try? JSONParser().parse(text)
        else { return nil }
        return RequestState(json)
    }
}
