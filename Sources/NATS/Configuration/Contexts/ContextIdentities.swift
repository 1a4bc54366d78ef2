/// Who a context says we are. It may say so in several ways; the nats command line takes the first of these, and so do we:
/// credentials in the URL, user, creds (or what nsc gives), nkey, user JWT, token.
///
/// Unlike there, a token is not sent beside another identity.
struct ContextIdentities {
    private let context: ContextFile
    private let references: CredentialReferences
    private let inURL: NATSAuthentication
    private let fields: [ContextFile.Field]

    init(_ context: ContextFile, _ references: CredentialReferences, _ inURL: NATSAuthentication) {
        self.context = context
        self.references = references
        self.inURL = inURL
        fields = [.user, .creds, .nsc, .nkey, .userJWT, .token].filter { field in
            // `nsc generate context` writes both, and both mean the same.
            context[field] != nil && (field != .nsc || context[.creds] == nil)
        }
    }

    func first() throws(NATSError) -> ConfigurationLayer.Identity? {
        if inURL != .none { return ConfigurationLayer.Identity(authentication: inURL, place: "its url") }
        guard let field = fields.first, let authentication = try authentication(field) else { return nil }
        return ConfigurationLayer.Identity(authentication: authentication, place: "its \(field.rawValue)")
    }

    /// What is said and does not count.
    var notes: [String] {
        let all = (inURL == .none ? [] : ["the credentials in url"]) + fields.map(\.rawValue)
        var notes: [String] = []
        if all.count > 1 {
            notes.append(
                "Context \(context.shown) says who we are in \(all.count) ways: \(all[0]) counts; not used: "
                    + "\(all.dropFirst().joined(separator: ", ")).")
        }
        for (field, other) in [(ContextFile.Field.password, ContextFile.Field.user), (.userSeed, .userJWT)]
        where context[field] != nil && context[other] == nil {
            notes.append("\(context.place(field).atStart) is not used: \(other.rawValue) is empty.")
        }
        return notes
    }

    /// Whether a secret stands in the file itself.
    var areInFile: Bool {
        if inURL != .none { return true }
        let values: [ContextFile.Field] = [.password, .token, .userJWT, .userSeed]
        if values.contains(where: { context[$0].map { references.holdsSecret($0) } ?? false }) { return true }
        let files: [ContextFile.Field] = [.creds, .nkey]
        return files.contains { context[$0].map { references.holdsSecret($0, isPathByItself: true) } ?? false }
    }

    /// The field that was used before `creds` took references; the scheme may be missing.
    func legacyProfile(_ text: String) throws(NATSError) -> NSC.Profile {
        let reference = text.lowercased().hasPrefix("nsc://") ? text : "nsc://" + text
        return try NSC(environment: references.environment).profile(reference, context.place(.nsc))
    }

    private func authentication(_ field: ContextFile.Field) throws(NATSError) -> NATSAuthentication? {
        guard let text = context[field] else { return nil }
        let place = context.place(field)
        switch field {
        case .user:
            let password = try context[.password].map { text throws(NATSError) in
                try references.value(text, context.place(.password))
            }
            return .user(text, password: password ?? Secret(""))
        case .creds: return try references.credentials(text, place)
        case .nsc:
            let reference = text.lowercased().hasPrefix("nsc://") ? text : "nsc://" + text
            return .credentialsFile(try NSC(environment: references.environment).credentialsFile(reference, place))
        case .nkey: return try references.nkey(text, place)
        case .userJWT:
            return try references.userJWT((text, place), seed: context[.userSeed].map { ($0, context.place(.userSeed)) })
        case .token: return .token(try references.value(text, place))
        default: return nil
        }
    }
}
