import Platform
import Synchronization

/// Turns plans into tokens nobody else can make: the plan's text and an HMAC-SHA256 of it, each as base64url.
public struct PlanSeal: Sendable {
    private let code: AuthenticationCode
    private let redeemed = Redeemed()
    /// Where all processes of this user keep what waits and what is used; nil: in this process only.
    let book: PlanBook?

    /// - Parameter key: 32 secret bytes; who has them can make tokens.
    public init(key: [UInt8], book: PlanBook? = nil) {
        code = AuthenticationCode(key: key)
        self.book = book
    }

    /// A seal that ends with this process.
    public static func ephemeral() -> PlanSeal { PlanSeal(key: PlatformRandom.bytes(32)) }

    func token(for plan: Plan) -> String {
        let text = Array(plan.text.utf8)
        return Base64.encodeURL(text) + "." + Base64.encodeURL(code.code(for: text))
    }

    /// Whether this token is used for the first time, in any process that shares the book.
    func redeem(_ token: String, _ plan: Plan, now: WallTime) async throws(PlatformError) -> Bool {
        guard redeemed.tokens.withLock({ $0.insert(token).inserted }) else { return false }
        guard let book else { return true }
        return try await BlockingCall.run { () throws(PlatformError) in
            try book.redeem(token, expires: plan.expires, now: now)
        }
    }

    /// What proves that somebody at a terminal agreed to a plan.
    public func approval(of token: String) -> String { Base64.encodeURL(code.code(for: Array(("approved " + token).utf8))) }

    func isApproved(_ entry: PlanBook.Entry) -> Bool {
        guard let approval = entry.approval.flatMap(Base64.decodeURL) else { return false }
        return code.isValid(approval, for: Array(("approved " + entry.token).utf8))
    }

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
