/// The variables that say something about a connection. One that is set to nothing counts as not set.
struct EnvironmentVariables {
    static let identity = [
        "NATS_USER", "NATS_PASSWORD", "NATS_TOKEN", "NATS_CREDS", "NATS_NKEY", "NATS_JWT", "NATS_SEED",
    ]
    static let certificate = ["NATS_CERT", "NATS_KEY"]
    /// Those that say where to connect and as whom.
    static let deciding = ["NATS_URL", "NATS_CONTEXT"] + identity + certificate
    /// Those that say neither.
    static let neutral = ["NATS_CA", "NATS_TIMEOUT"]

    private let values: [String: String]

    init(_ environment: [String: String]) { values = environment.filter { $0.key.hasPrefix("NATS_") && !$0.value.isEmpty } }

    subscript(name: String) -> String? { values[name] }

    /// Those of some variables that are set, as the subject of a sentence; nil where none is.
    func listed(_ names: [String]) -> String? {
        let present = names.filter { values[$0] != nil }
        guard !present.isEmpty else { return nil }
        return present.joined(separator: ", ") + (present.count == 1 ? " is" : " are")
    }

    /// Going around a proxy could reach another server of the same name.
    func refuseProxy() throws(NATSError) {
        guard let proxy = values["NATS_SOCKS_PROXY"], !["none", "NONE", "-"].contains(proxy) else { return }
        throw NATSError(
            .unsupported,
            "NATS_SOCKS_PROXY is set, but libnats can't connect through a SOCKS proxy; unset it or set it to none for this program."
        )
    }
}

extension ConfigurationLayer {
    /// What the environment says; parts that don't count are not even looked at.
    init(
        _ variables: EnvironmentVariables, _ references: CredentialReferences, withServer: Bool, withIdentity: Bool,
        withCertificate: Bool
    ) throws(NATSError) {
        if withServer, let text = variables["NATS_URL"] { server = try Server(text, place: "NATS_URL") }
        if withIdentity {
            var found: [Identity] = []
            if let authentication = server?.parsed.authentication, authentication != .none {
                found.append(Identity(authentication: authentication, place: "the credentials in NATS_URL"))
            }
            found += try Self.identities(variables, references)
            identity = try Self.one(of: found)
        }
        if withCertificate {
            certificate = try Self.certificate(
                (variables["NATS_CERT"], "NATS_CERT"), (variables["NATS_KEY"], "NATS_KEY"), references)
        }
        if let file = variables["NATS_CA"] { authorityFile = try references.path(file, "NATS_CA") }
        if let text = variables["NATS_TIMEOUT"] {
            connectTimeout = try Self.duration(text, Self.connectTimes, place: "NATS_TIMEOUT")
        }
    }

    private static func identities(
        _ variables: EnvironmentVariables, _ references: CredentialReferences
    ) throws(NATSError) -> [Identity] {
        var found: [Identity] = []
        func add(_ name: String, _ authentication: NATSAuthentication) {
            found.append(Identity(authentication: authentication, place: name))
        }
        switch (variables["NATS_USER"], variables["NATS_PASSWORD"]) {
        case (nil, nil): break
        case (_?, nil): throw .alone("NATS_USER", "NATS_PASSWORD", "; a token goes into NATS_TOKEN")
        case (nil, _?): throw .alone("NATS_PASSWORD", "NATS_USER")
        case (let user?, let password?):
            add("NATS_USER", .user(user, password: try references.value(password, "NATS_PASSWORD")))
        }
        if let token = variables["NATS_TOKEN"] { add("NATS_TOKEN", .token(try references.value(token, "NATS_TOKEN"))) }
        if let text = variables["NATS_CREDS"] { add("NATS_CREDS", try references.credentials(text, "NATS_CREDS")) }
        if let text = variables["NATS_NKEY"] { add("NATS_NKEY", try references.nkey(text, "NATS_NKEY")) }
        switch (variables["NATS_JWT"], variables["NATS_SEED"]) {
        case (nil, nil): break
        case (nil, _?): throw .alone("NATS_SEED", "NATS_JWT", "; an NKey seed alone goes into a file that NATS_NKEY names")
        case (let jwt?, let seed):
            add("NATS_JWT", try references.userJWT((jwt, "NATS_JWT"), seed: seed.map { ($0, "NATS_SEED") }))
        }
        return found
    }
}
