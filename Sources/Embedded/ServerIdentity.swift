import Platform

/// What tells this server from every other: its name, and the credentials it takes. All random, all safe in JSON and in a URL.
struct ServerIdentity: Hashable {
    var name: String
    var user: String
    var password: String
    var systemUser: String
    var systemPassword: String

    static func random() -> ServerIdentity {
        ServerIdentity(
            name: "embedded-" + Hex.encode(PlatformRandom.bytes(6)), user: "operator",
            password: Base64.encodeURL(PlatformRandom.bytes(24)), systemUser: "system",
            systemPassword: Base64.encodeURL(PlatformRandom.bytes(24)))
    }
}
