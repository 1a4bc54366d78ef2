import Platform
import Synchronization

/// Turns plans into tokens nobody else can make: the plan's text and an HMAC-SHA256 of it, each as base64url.
public struct PlanSeal: Sendable {
    private let code: AuthenticationCode
    private let redeemed = Redeemed()

    /// - Parameter key: 32 secret bytes; who has them can make tokens.
    public init(key: [UInt8]) { code = AuthenticationCode(key: key) }

    /// A seal that ends with this process.
    public static func ephemeral() -> PlanSeal { PlanSeal(key: PlatformRandom.bytes(32)) }

    func token(for plan: Plan) -> String {
        let text = Array(plan.text.utf8)
        return Base64.encodeURL(text) + "." + Base64.encodeURL(code.code(for: text))
    }

    /// Whether this token is used for the first time in this process. What it was for cannot happen twice in another one
    /// either: a plan is bound to the messages it was made for.
    func redeem(_ token: String) -> Bool { redeemed.tokens.withLock { $0.insert(token).inserted } }

    private final class Redeemed: Sendable {
        let tokens = Mutex<Set<String>>([])
    }

    /// Nil when the token was not made with this key.
    func plan(from token: String) -> Plan? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let text = Base64.decodeURL(String(parts[0])), let given = Base64.decodeURL(String(parts[1])),
            code.isValid(given, for: text)
        else { return nil }
        return Plan(text: String(decoding: text, as: UTF8.self))
    }
}
