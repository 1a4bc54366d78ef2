extension NATSConfiguration {
    /// Decides from the command line, the environment and the contexts of the nats command line. Blocks: files are read, and
    /// `op` or `nsc` run where credentials refer to them.
    ///
    /// The first of these that says where to connect counts, and the rest of its kind is left alone:
    ///
    /// | said by | server | credentials | what else counts |
    /// |---|---|---|---|
    /// | `--server` | the flag's | flags, or those in the URL | flags, `NATS_CA`, `NATS_TIMEOUT` |
    /// | `--context` | the context's | flags, else the context's | flags |
    /// | `--settings` | the file's | flags, else the file's | flags |
    /// | `NATS_URL` | the variable's | flags, else variables or those in the URL | flags, all variables |
    /// | `NATS_CONTEXT` | the context's | flags, else variables, else the context's | flags, all variables |
    /// | selected context | the context's | flags, else the context's | flags, `NATS_CA`, `NATS_TIMEOUT` |
    /// | nothing | `defaultServer` | flags, else variables | flags, all variables |
    ///
    /// So credentials go to the server named in the same place, or by a flag given for this run to any server; those of the
    /// environment never to one that a flag names, those of a context to no other server. Whatever can't be told apart is an
    /// error that names both: two servers or two identities in one place, or credentials of the environment without a server
    /// where a context is merely selected.
    ///
    /// A flag replaces that part of a context or file: an identity the whole identity, a certificate the certificate with its
    /// key, a domain or API prefix the place of JetStream.
    /// - Throws: `.invalidConfiguration` or `.unsupported` that names what conflicts or is wrong, never a secret.
    public static func resolve(environment: [String: String], flags: NATSFlags) throws(NATSError) -> NATSConfiguration {
        try ConfigurationChoice(environment, flags).configuration()
    }
}

/// One decision: who names the server, and what is laid over it.
struct ConfigurationChoice {
    private let variables: EnvironmentVariables
    private let flags: NATSFlags
    private let references: CredentialReferences
    private let contexts: ContextDirectory

    init(_ environment: [String: String], _ flags: NATSFlags) {
        variables = EnvironmentVariables(environment)
        self.flags = flags
        references = CredentialReferences(environment: environment)
        contexts = ContextDirectory(references: references)
    }

    func configuration() throws(NATSError) -> NATSConfiguration {
        try variables.refuseProxy()
        let given = try ConfigurationLayer(flags, references)
        if let flag = try flagThatNamesTheServer() { return try configuration(of: flag, given) }
        switch (variables["NATS_URL"], variables["NATS_CONTEXT"]) {
        case (_?, _?): throw .both("NATS_URL", "NATS_CONTEXT", "name the server")
        case (_?, nil): return try built(from: environment(all: true, under: given), given)
        case (nil, let name?):
            let file = try contexts.find(name, namedBy: "NATS_CONTEXT")
            let own = try environment(all: true, under: given)
            return try built(from: context(file, under: [own, given]), own, given, name: file.name)
        case (nil, nil):
            guard let file = try contexts.selected() else {
                return try built(from: environment(all: true, under: given), given)
            }
            try refuseStrayCredentials(file, given)
            let own = try environment(all: false, under: given)
            return try built(from: context(file, under: [given]), own, given, name: file.name)
        }
    }

    private func configuration(of flag: String, _ given: ConfigurationLayer) throws(NATSError) -> NATSConfiguration {
        var base = ConfigurationLayer()
        var name: String?
        var ignored = EnvironmentVariables.deciding
        if flag == "--server" {
            base = try environment(all: false, under: given)
        } else {
            ignored += EnvironmentVariables.neutral
        }
        if let text = flags.settings {
            let settings = try NATSSettings.read(
                references.path(text, "--settings"), references: references,
                withIdentity: given.identity == nil, withCertificate: given.certificate == nil)
            base = ConfigurationLayer(settings)
        }
        if let text = flags.context {
            let file = try contexts.find(text, namedBy: "--context")
            base = try context(file, under: [given])
            name = file.name
        }
        var configuration = try built(from: base, given, name: name)
        if let unused = variables.listed(ignored) {
            let reason = flag == "--server" ? "credentials there are not sent to a server that --server names" : "\(flag) counts"
            configuration.notes.append("The environment's \(unused) not used: \(reason).")
        }
        return configuration
    }

    private func flagThatNamesTheServer() throws(NATSError) -> String? {
        let all = [("--server", flags.server), ("--context", flags.context), ("--settings", flags.settings)]
        let given = all.filter { $0.1 != nil }.map(\.0)
        guard given.count < 2 else { throw .both(given[0], given[1], "name the server") }
        return given.first
    }

    /// - Parameter all: whether server and credentials count, too.
    private func environment(all: Bool, under given: ConfigurationLayer) throws(NATSError) -> ConfigurationLayer {
        try ConfigurationLayer(
            variables, references, withServer: all, withIdentity: all && given.identity == nil,
            withCertificate: all && given.certificate == nil)
    }

    private func context(_ file: ContextFile, under upper: [ConfigurationLayer]) throws(NATSError) -> ConfigurationLayer {
        try ConfigurationLayer(
            file, references, withIdentity: upper.allSatisfy { $0.identity == nil },
            withCertificate: upper.allSatisfy { $0.certificate == nil })
    }

    /// A context that is selected today may be another one tomorrow: variables say nothing about it.
    private func refuseStrayCredentials(_ file: ContextFile, _ given: ConfigurationLayer) throws(NATSError) {
        var stray: [String] = []
        if given.identity == nil { stray += EnvironmentVariables.identity }
        if given.certificate == nil { stray += EnvironmentVariables.certificate }
        guard let name = stray.first(where: { variables[$0] != nil }) else { return }
        throw NATSError(
            .invalidConfiguration,
            "\(name) says who we are but no variable says to which server, and the selected context \(file.shown) names one of its "
                + "own. Set NATS_URL, or set NATS_CONTEXT to use the variable with that context, or unset the variable.")
    }

    private func built(
        from base: ConfigurationLayer, _ upper: ConfigurationLayer..., name: String? = nil
    ) throws(NATSError) -> NATSConfiguration {
        var layer = base
        for other in upper { layer.lay(other) }
        return try layer.configuration(name: name ?? "default")
    }
}

extension NATSError {
    /// Two that exclude each other.
    static func both(_ one: String, _ other: String, _ what: String) -> NATSError {
        NATSError(.invalidConfiguration, "\(one) and \(other) both \(what); give one of them.")
    }

    static func alone(_ one: String, _ other: String, _ hint: String = "") -> NATSError {
        NATSError(.invalidConfiguration, "\(one) is given without \(other)\(hint).")
    }
}
