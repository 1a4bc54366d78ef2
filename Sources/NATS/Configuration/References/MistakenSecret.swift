/// A secret where the name of a file belongs. Errors and results repeat names of files, so it must be found before.
enum MistakenSecret {
    /// - Throws: `.invalidConfiguration` that says where it stands, not what it is.
    static func refuse(_ text: String, _ place: String) throws(NATSError) {
        guard isSecret(text) else { return }
        throw NATSError(
            .invalidConfiguration,
            "\(place.atStart) has the secret itself where the name of a file belongs: put it into a file that only you can read.")
    }

    /// Whether a text is a seed, a JWT or the contents of a credentials file; no name of a file looks like these.
    private static func isSecret(_ text: String) -> Bool {
        if text.contains(where: \.isNewline) || text.hasPrefix("-----BEGIN") { return true }
        if text.hasPrefix("S"), text.utf8.count == 58, text.utf8.allSatisfy(isBase32) { return true }
        return text.hasPrefix("eyJ") && text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2
    }

    private static func isBase32(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "2")...UInt8(ascii: "7"): true
        default: false
        }
    }
}
