import JSON
import Platform

/// A user's JWT: what its claims say for themselves. Nothing here checks its signature; the server does.
struct UserToken: Sendable {
    let text: Secret
    private let claims: JSONValue?

    /// - Parameter source: what to call the place it comes from in an error.
    init(_ text: String, source: String) throws(NATSError) {
        let trimmed = String(text[...].trimmingBlanks.prefix { !$0.isNewline })
        let parts = trimmed.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isBase64URL) }) else {
            throw NATSError(.invalidConfiguration, "What \(source) has as a user JWT is none.")
        }
        self.text = Secret(trimmed)
        claims = Base64.decodeURL(String(parts[1])).flatMap { try? JSONParser().parse($0) }
    }

    /// When it ends; nil where it never does.
    var expiry: WallTime? {
        guard let seconds = claims?["exp"]?.int64, seconds > 0 else { return nil }
        return WallTime(nanoseconds: seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue)
    }

    /// The public key it was made for.
    var subject: String? { claims?["sub"]?.string }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
