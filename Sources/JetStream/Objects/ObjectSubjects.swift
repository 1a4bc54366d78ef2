import Model
import Platform

/// The subjects of an object store (ADR-20). An object's name may be any text: it stands in its subject as base64url, padded.
/// Names are compared as bytes: two ways to write `é` are two objects.
extension ObjectNames {
    static func meta(_ name: String, bucket: String) -> String {
        "$O.\(bucket).M." + Base64.encodeURL(name.utf8, padded: true)
    }

    static func allMetas(bucket: String) -> String { "$O.\(bucket).M.>" }

    static func chunks(_ nuid: String, bucket: String) -> String { "$O.\(bucket).C.\(nuid)" }

    /// The name in a meta's subject; nil where the last token is not the base64 of a text.
    static func name(ofMeta subject: String) -> String? {
        guard let dot = subject.utf8.lastIndex(of: UInt8(ascii: ".")),
            let bytes = Base64.decodeURL(String(subject[subject.utf8.index(after: dot)...]))
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A new last token for the chunks of one version of an object: 22 characters nobody else comes upon.
    static func newNUID() -> String {
        let characters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var generator = SystemRandomNumberGenerator()
        return String((0..<22).map { _ in characters[Int.random(in: 0..<characters.count, using: &generator)] })
    }
}
