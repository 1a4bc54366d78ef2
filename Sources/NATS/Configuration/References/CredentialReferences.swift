import Platform

/// Finds what configuration refers to. Files are left where they are, to be read anew at each connect; all else is read now.
struct CredentialReferences {
    let environment: [String: String]

    /// A credentials file by its path, or credentials by a reference.
    func credentials(_ text: String, _ place: String) throws(NATSError) -> NATSAuthentication {
        switch try material(text, place) {
        case .file(let path): return .credentialsFile(path)
        case .text(let secret):
            _ = try CredentialsFile(text: secret.value, source: "what \(place) refers to")
            return .credentials(secret)
        }
    }

    /// A seed file by its path, or a seed by a reference.
    func nkey(_ text: String, _ place: String) throws(NATSError) -> NATSAuthentication {
        switch try material(text, place) {
        case .file(let path): return .nkeySeedFile(path)
        case .text(let secret):
            return .nkeySeed(try NKeySeed.find(in: secret.value, source: "what \(place) refers to").encoded)
        }
    }

    func userJWT(
        _ jwt: (text: String, place: String), seed: (text: String, place: String)?
    ) throws(NATSError) -> NATSAuthentication {
        let token = try value(jwt.text, jwt.place)
        guard let seed else { return .userJWT(token, seed: nil) }
        let key = try NKeySeed.find(in: value(seed.text, seed.place).value, source: seed.place)
        return .userJWT(token, seed: key.encoded)
    }

    /// A secret by itself or by a reference.
    func value(_ text: String, _ place: String) throws(NATSError) -> Secret {
        let found: String
        switch try CredentialReference(text, place) {
        case nil: return Secret(text)
        case .file(let path): found = try SecretFile.read(expanded(path))
        case .nsc:
            throw NATSError(.unsupported, "\(place.atStart) refers to nsc, which gives credentials files only.")
        case let reference?: found = try self.text(of: reference, place)
        }
        let trimmed = String(found.trimmingLineEnds)
        guard !trimmed.isEmpty else { throw NATSError(.invalidConfiguration, "What \(place) refers to is empty.") }
        return Secret(trimmed)
    }

    /// The path of a file that is named by it, or by `file://` with it.
    func path(_ text: String, _ place: String) throws(NATSError) -> String {
        switch try CredentialReference(text, place) {
        case nil:
            try refuseUnknown(text, place)
            return expanded(text)
        case .file(let path): return expanded(path)
        default: throw NATSError(.unsupported, "\(place.atStart) must be a file; references other than file:// are not taken.")
        }
    }

    /// A command line can be read by everybody on the machine.
    func refuseInline(_ text: String, _ place: String) throws(NATSError) {
        guard case .inline = try CredentialReference(text, place) else { return }
        throw NATSError(
            .invalidConfiguration,
            "\(place) has a secret on the command line, where every user of the machine can read it; put it into a file.")
    }

    /// Whether a text that isn't empty is itself the secret.
    func holdsSecret(_ text: String, isPathByItself: Bool = false) -> Bool {
        switch CredentialReference.scheme(of: text) {
        case "data": true
        case "file", "env", "op", "nsc": false
        default: !isPathByItself && !text.isEmpty
        }
    }

    private enum Material {
        case file(String)
        case text(Secret)
    }

    private func material(_ text: String, _ place: String) throws(NATSError) -> Material {
        let text = expanded(text)
        switch try CredentialReference(text, place) {
        case nil:
            try refuseUnknown(text, place)
            return .file(text)
        case .file(let path): return .file(expanded(path))
        case .nsc(let reference): return .file(try NSC(environment: environment).credentialsFile(reference, place))
        case let reference?: return .text(Secret(try self.text(of: reference, place)))
        }
    }

    private func text(of reference: CredentialReference, _ place: String) throws(NATSError) -> String {
        var bytes: [UInt8]?
        switch reference {
        case .variable(let name):
            guard let value = environment[name], !value.isEmpty else {
                throw NATSError(
                    .invalidConfiguration,
                    "\(place.atStart) refers to the variable \(NATSSubject.quoted(name)), which is not set.")
            }
            return value
        case .inline(let base64): bytes = Base64.decode(base64)
        case .onePassword(let reference):
            bytes = try HelperProgram("op", environment).output(["read", reference], place)
        case .file, .nsc: bytes = nil
        }
        guard let bytes, !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw NATSError(.invalidConfiguration, "What \(place) refers to can't be read as text.")
        }
        return text
    }

    private func expanded(_ text: String) -> String { PathExpansion(environment: environment).expand(text) }

    private func refuseUnknown(_ text: String, _ place: String) throws(NATSError) {
        try MistakenSecret.refuse(text, place)
        guard let scheme = CredentialReference.scheme(of: text), text.dropFirst(scheme.utf8.count).hasPrefix("://") else {
            return
        }
        throw NATSError(
            .unsupported,
            "\(place.atStart) begins with \(scheme)://, which is not known; known are file, env, data, op and nsc.")
    }
}

extension String {
    fileprivate var trimmingLineEnds: Substring {
        var rest = self[...]
        while rest.last?.isNewline == true { rest.removeLast() }
        return rest
    }
}
