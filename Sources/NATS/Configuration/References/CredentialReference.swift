/// A text that says where a secret is, as contexts of the nats command line write it.
///
/// `file://PATH`, `env://NAME`, `data:;base64,…`, `op://vault/item/field` (1Password), `nsc://operator/account/user`.
enum CredentialReference {
    case file(path: String)
    case variable(name: String)
    case inline(base64: String)
    case onePassword(String)
    case nsc(String)

    /// Nil where a text begins with none of these schemes: then it means itself.
    /// - Throws: for one that begins like a reference and is none; the message doesn't have it, for it may be a secret.
    init?(_ text: String, _ place: String) throws(NATSError) {
        guard let scheme = Self.scheme(of: text) else { return nil }
        let rest = text.dropFirst(scheme.utf8.count + 1)
        let path = rest.hasPrefix("//") && rest.utf8.count > 2 ? String(rest.dropFirst(2)) : nil
        switch (scheme, path) {
        case ("file", let path?): self = .file(path: path)
        case ("env", let name?): self = .variable(name: name)
        case ("op", _?): self = .onePassword(text)
        case ("nsc", _?): self = .nsc(text)
        case ("data", _):
            guard let comma = rest.firstIndex(of: ","), rest[..<comma].split(separator: ";").contains("base64") else {
                throw NATSError(.invalidConfiguration, "\(place.atStart) begins with data: but is not data:;base64,… .")
            }
            self = .inline(base64: String(rest[rest.index(after: comma)...]))
        case ("file", nil), ("env", nil), ("op", nil), ("nsc", nil):
            throw NATSError(
                .invalidConfiguration,
                "\(place.atStart) begins with \(scheme): but is no reference, which begins with \(scheme)://. A secret that happens "
                    + "to begin so can be given as data:;base64,… .")
        default: return nil
        }
    }

    /// The scheme in front of a text, in small letters. One letter is none, but a drive of Windows.
    static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon].lowercased()
        let isScheme =
            scheme.utf8.count > 1 && scheme.first?.isLetter == true
            && scheme.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
                    UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
        return isScheme ? scheme : nil
    }
}
