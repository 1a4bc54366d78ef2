import Guard
public import JSON
public import Platform

/// A change as it was shown to somebody: what would be sent, where to, and what it would cost. A plan says nothing
/// about whether it was agreed to.
public struct Plan: Sendable, Hashable {
    public let kind: String
    /// The request as it would be sent.
    public let request: JSONObject
    /// SHA-256 of what was asked for, before it was bound to a state: other arguments are another wish.
    public let wish: String
    /// Which system it is for (`Target.identity`).
    public let target: String
    /// SHA-256 of the asset's identity and configuration.
    public let asset: String
    public let loss: UInt64?
    public let expires: WallTime

    init<C: Change>(_ review: Review<C>, of change: C, target: String, expires: WallTime) {
        wish = Self.digest(of: change)
        kind = C.kind
        request = review.change.json
        self.target = target
        asset = Self.digest(review.identity)
        loss = review.loss.number
        self.expires = expires
    }

    static func digest<C: Change>(of change: C) -> String { digest(JSONValue.object(change.json).canonicalText) }

    static func digest(_ text: String) -> String {
        SHA256.hex(text)
    }

    /// One text per plan.
    public var text: String {
        var object: JSONObject = [
            "kind": .string(kind), "request": .object(request), "wish": .string(wish), "target": .string(target),
            "asset": .string(asset),
            "expires": .string(expires.rfc3339),
        ]
        if let loss { object.append("loss", JSONValue(loss)) }
        return JSONValue.object(object).canonicalText
    }

    init?(text: String) {
        guard let object = try? JSONParser().parse(text).object, let kind = object["kind"]?.string,
            let request = object["request"]?.object, let wish = object["wish"]?.string,
            let target = object["target"]?.string, let asset = object["asset"]?.string,
            let expires = object["expires"]?.string.flatMap(WallTime.init(rfc3339:))
        else { return nil }
        self.kind = kind
        self.request = request
        self.wish = wish
        self.target = target
        self.asset = asset
        self.expires = expires
        loss = object["loss"]?.uint64
    }
}
