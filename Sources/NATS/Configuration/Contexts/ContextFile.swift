import JSON

/// A context of the nats command line, as its file has it: a JSON object whose fields are texts but for the last two.
///
/// Fields that are not known here are ignored, also ones of newer versions; known ones of another type are an error.
struct ContextFile {
    enum Field: String, CaseIterable {
        case description, url, token, user, password, creds, nkey, cert, key, ca, nsc
        case socksProxy = "socks_proxy"
        case userJWT = "user_jwt"
        case userSeed = "user_seed"
        case jetStreamDomain = "jetstream_domain"
        case jetStreamAPIPrefix = "jetstream_api_prefix"
        case jetStreamEventPrefix = "jetstream_event_prefix"
        case inboxPrefix = "inbox_prefix"
        case colorScheme = "color_scheme"
        case windowsStore = "windows_cert_store"
        case windowsMatchBy = "windows_cert_match_by"
        case windowsMatch = "windows_cert_match"
    }

    let name: String
    let path: String
    /// How it was chosen, for `source`.
    let chosenBy: String
    private let texts: [Field: Secret]
    let handshakeFirst: Bool
    let othersMayRead: Bool

    init(name: String, path: String, chosenBy: String) throws(NATSError) {
        self.name = name
        self.path = path
        self.chosenBy = chosenBy
        let members = try Self.members(path)
        var texts: [Field: Secret] = [:]
        for field in Field.allCases {
            switch members.value(of: field.rawValue) {
            case nil, .null: break
            case .string(let text): if !text.isEmpty { texts[field] = Secret(text) }
            case let other?: throw Self.wrongType(path, field.rawValue, other, "a string")
            }
        }
        self.texts = texts
        switch members.value(of: "tls_first") {
        case nil, .null: handshakeFirst = false
        case .bool(let value): handshakeFirst = value
        case let other?: throw Self.wrongType(path, "tls_first", other, "true or false")
        }
        switch members.value(of: "windows_ca_certs_match") {
        case nil, .null: break
        case .array(let values) where values.allSatisfy({ $0.string != nil }): break
        case let other?: throw Self.wrongType(path, "windows_ca_certs_match", other, "a list of strings")
        }
        othersMayRead = SecretFile.othersMayRead(path)
    }

    /// Nil where the field is empty, missing or null.
    subscript(field: Field) -> String? { texts[field]?.value }

    /// For errors and notes.
    var shown: String { NATSSubject.quoted(name) }

    /// A field of it, for errors and notes.
    func place(_ field: Field) -> String { "`\(field.rawValue)` of context \(shown)" }

    private static func members(_ path: String) throws(NATSError) -> JSONObject {
        let text = try SecretFile.read(path, as: "a context")
        do {
            if let object = try JSONParser().parse(text).object { return object }
        } catch {
            throw NATSError(
                .invalidConfiguration, "The context file \(path) is no JSON: \(error.message) (byte \(error.offset)).")
        }
        throw NATSError(.invalidConfiguration, "The context file \(path) has no JSON object in it.")
    }

    private static func wrongType(_ path: String, _ field: String, _ value: JSONValue, _ wanted: String) -> NATSError {
        NATSError(
            .invalidConfiguration, "The context file \(path): \(field) is of type \(value.kindName), but must be \(wanted).")
    }
}

extension JSONObject {
    /// The nats command line takes a field's name in any case; one written exactly comes first.
    fileprivate func value(of field: String) -> JSONValue? {
        self[field] ?? members.first { $0.key.lowercased() == field }?.value
    }
}
