/// A credentials file: the user's JWT and NKey seed between lines of dashes.
///
/// Read here and not by libnats: 3.4 does not take CRLF line ends and says "authorization violation" to an empty file.
struct CredentialsFile: Sendable {
    let token: UserToken
    let seed: NKeySeed

    init(path: String) throws(NATSError) {
        try self.init(text: SecretFile.read(path), source: "the credentials file \(path)")
    }

    /// - Parameter source: what to call the place the text comes from in an error.
    init(text: String, source: String) throws(NATSError) {
        guard let jwt = Self.section("NATS USER JWT", of: text) else {
            throw NATSError(.invalidConfiguration, "\(source.atStart) has no user JWT (no section NATS USER JWT).")
        }
        guard let seed = Self.section("USER NKEY SEED", of: text) else {
            throw NATSError(.invalidConfiguration, "\(source.atStart) has no NKey seed (no section USER NKEY SEED).")
        }
        token = try UserToken(jwt, source: source)
        self.seed = try NKeySeed(seed, source: source)
    }

    /// The one line that follows `-----BEGIN name-----`.
    private static func section(_ name: String, of text: String) -> String? {
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let trimmed = line.trimmingBlanks
            if trimmed.hasPrefix("---") {
                if isInside { return nil }
                isInside = trimmed.contains("BEGIN \(name)")
            } else if isInside, !trimmed.isEmpty {
                return String(trimmed)
            }
        }
        return nil
    }
}

extension NKeySeed {
    /// The seed in a file that holds nothing else, but for comments and a public key beside it.
    static func read(path: String) throws(NATSError) -> NKeySeed {
        try find(in: SecretFile.read(path), source: "the file \(path)")
    }

    /// The line of a text that holds a seed.
    static func find(in text: String, source: String) throws(NATSError) -> NKeySeed {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingBlanks }
        return try NKeySeed(lines.first { $0.hasPrefix("S") }.map { String($0) } ?? "", source: source)
    }
}

extension Substring {
    /// Without spaces and tabs at either end.
    var trimmingBlanks: Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}

extension String {
    /// As it stands at the start of a sentence.
    var atStart: String { prefix(1).uppercased() + dropFirst() }
}
