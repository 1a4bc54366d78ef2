extension NATSAuthentication {
    /// What kind of credentials these are, in words without any of them.
    public var kind: String {
        switch self {
        case .none: "none"
        case .user: "user and password"
        case .token: "token"
        case .credentialsFile(let path): "credentials file \(path)"
        case .nkeySeedFile(let path): "NKey seed file \(path)"
        case .credentials: "credentials"
        case .nkeySeed: "NKey seed"
        case .userJWT(_, let seed): seed == nil ? "bearer JWT" : "user JWT and NKey seed"
        }
    }

    public var isToken: Bool { if case .token = self { true } else { false } }
}
