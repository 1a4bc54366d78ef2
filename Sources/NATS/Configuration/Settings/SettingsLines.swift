import Platform

/// The lines of a settings file: `NATS.KEY=value`, one a line. Blank lines and those that begin with `#` are passed over. Spaces
/// around key and value don't count; a value in quotes (`"` or `'`) is taken as it stands between them.
struct SettingsLines {
    enum Key: String, CaseIterable {
        case server = "NATS.SERVER"
        case maximumReconnects = "NATS.MAX_RECONNECT"
        case reconnectWait = "NATS.RECONNECT_WAIT"
        case connectTimeout = "NATS.CONNECT_TIMEOUT"
        case drainTimeout = "NATS.DRAIN_TIMEOUT"
        case randomize = "NATS.RANDOMIZE"
        case defaultBucket = "NATS.DEFAULT_BUCKET"
        case credentials = "NATS.CREDENTIALS"
        case nkeyFile = "NATS.NKEY_FILE"
        case token = "NATS.TOKEN"
        case username = "NATS.USERNAME"
        case password = "NATS.PASSWORD"
        case tlsCertificate = "NATS.TLS_CERT"
        case tlsKey = "NATS.TLS_KEY"
        case tlsAuthority = "NATS.TLS_CA"
    }

    private struct Value {
        let text: Secret
        let line: Int
    }

    let path: String
    private var values: [Key: Value] = [:]

    init(text: String, path: String) throws(NATSError) {
        self.path = path
        for (index, content) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            try take(content.trimmingBlanks, line: index + 1)
        }
    }

    /// Nil where the key is missing or its value empty.
    subscript(key: Key) -> String? {
        guard let text = values[key]?.text.value, !text.isEmpty else { return nil }
        return text
    }

    /// A key where it stands, for errors.
    func place(_ key: Key) -> String { Self.place(key.rawValue, path, values[key]?.line ?? 0) }

    /// Whether a secret stands in the file itself.
    func holdSecrets(_ references: CredentialReferences) -> Bool {
        [Key.token, .password].contains { self[$0].map { references.holdsSecret($0) } ?? false }
            || [Key.credentials, .nkeyFile].contains {
                self[$0].map { references.holdsSecret($0, isPathByItself: true) } ?? false
            }
    }

    private mutating func take(_ content: Substring, line: Int) throws(NATSError) {
        guard !content.isEmpty, content.first != "#" else { return }
        guard let equals = content.firstIndex(of: "=") else {
            throw error("has no =; write NATS.KEY=value", line)
        }
        let name = String(content[..<equals].trimmingBlanks)
        guard let key = Key(rawValue: name) else {
            let near = Nearest.names(to: name, among: Key.allCases.map(\.rawValue))
            let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
            // What stands there may be anything, a secret too.
            throw error(near.isEmpty ? "has a key that is unknown" : "has an unknown key\(hint)", line)
        }
        if let earlier = values[key] { throw error("gives \(name) again, after line \(earlier.line)", line) }
        let text = try unquoted(content[content.index(after: equals)...].trimmingBlanks, name, line)
        values[key] = Value(text: Secret(text), line: line)
    }

    private func unquoted(_ text: Substring, _ name: String, _ line: Int) throws(NATSError) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            guard !text.contains(" #"), !text.contains("\t#") else {
                throw error("has a # behind the value of \(name); a comment needs a line of its own, a value with # quotes", line)
            }
            return String(text)
        }
        guard text.count > 1, text.last == quote else {
            throw error("has a quote before the value of \(name) and none behind", line)
        }
        return String(text.dropFirst().dropLast())
    }

    private func error(_ what: String, _ line: Int) -> NATSError {
        NATSError(.invalidConfiguration, "The settings file \(path), line \(line), \(what).".replacingDoubleEnd)
    }

    private static func place(_ key: String, _ path: String, _ line: Int) -> String { "\(key) (\(path), line \(line))" }
}

extension String {
    /// A question ends by itself.
    fileprivate var replacingDoubleEnd: String { hasSuffix("?.") ? String(dropLast()) : self }
}
