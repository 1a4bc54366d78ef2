import Changes
import Embedded
import JetStream
import NATS
import Operator
import Platform

/// Everything a subcommand works with, put together from its options once at start.
struct Setup {
    let services: Services
    private let embedded: EmbeddedServer?

    /// - Parameter onEvent: hears of the connection's ups and downs.
    init(
        _ options: ConnectionOptions, onEvent: @escaping @Sendable (NATSEvent) -> Void = { _ in }
    ) async throws(SetupFailure) {
        let environment = Environment.current()
        var configuration: NATSConfiguration
        do {
            if let directory = options.embedded {
                try Self.refuseMixing(options)
                let server = try await EmbeddedServer.start(
                    directory: directory.isEmpty ? nil : directory, environment: environment)
                embedded = server
                configuration = NATSConfiguration(
                    name: "embedded", options: server.options, source: "--embedded, stored in \(server.directory)")
            } else {
                embedded = nil
                configuration = try NATSConfiguration.resolve(environment: environment, flags: NATSFlags(options))
            }
            configuration.options.name = "nats-operator"
            let client = NATSClient(configuration.options, onEvent: onEvent)
            let state = Path.join(try Directories.state(environment: environment), "nats-operator")
            let journal = options.journal ?? Path.join(state, "journal.jsonl")
            // The journal and the key of plan tokens may both live there; who only looks needs neither.
            if options.confirm == .token || (options.journal == nil && options.write > .observe) {
                try PrivateFile.createDirectory(state)
            }
            let seal = options.confirm == .token ? PlanSeal(key: try SealKey.load(Path.join(state, "plan.key"))) : .ephemeral()
            services = Services(
                client: client, jetStream: JetStreamClient(client: client),
                changes: ChangeRunner(journal: Journal(path: journal), seal: seal, mode: options.confirm),
                level: options.write, context: configuration.name, configurationSource: configuration.source,
                journalPath: journal,
                version: NATSOperator.version)
        } catch let error as SetupFailure {
            throw error
        } catch let error as NATSError {
            throw SetupFailure(error.message)
        } catch let error as PlatformError {
            throw SetupFailure(error.description)
        } catch let error as EmbeddedError {
            throw SetupFailure(error.message)
        } catch {
            throw SetupFailure("\(error)")
        }
    }

    /// Lets go of the connection and, if we are the last to use it, of the embedded server.
    func close() async {
        await services.client.close(timeout: .milliseconds(300))
        await embedded?.stop()
    }

    private static func refuseMixing(_ options: ConnectionOptions) throws(SetupFailure) {
        let others: [(String, Bool)] = [
            ("--server", options.server != nil), ("--creds", options.creds != nil), ("--nkey", options.nkey != nil),
            ("--user", options.user != nil), ("--password-file", options.passwordFile != nil),
            ("--token-file", options.tokenFile != nil), ("--tls-ca", options.tlsCa != nil),
        ]
        if let other = others.first(where: \.1)?.0 {
            throw SetupFailure(
                "--embedded and \(other) exclude each other: an embedded server has its own address and credentials.")
        }
    }
}

/// Why the program could not begin.
struct SetupFailure: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// The key plan tokens are made with: one a user, so that a token counts in every process of theirs.
enum SealKey {
    static func load(_ path: String) throws(PlatformError) -> [UInt8] {
        do {
            return try checked(PrivateFile.read(path, limit: 64), path)
        } catch  where error.code == "not_found" {
            do {
                try PrivateFile.create(path, contents: PlatformRandom.bytes(32))
            } catch  where error.code == "exists" {
                // Another process was quicker: its key counts.
            }
            return try checked(PrivateFile.read(path, limit: 64), path)
        }
    }

    private static func checked(_ key: [UInt8], _ path: String) throws(PlatformError) -> [UInt8] {
        guard key.count == 32 else {
            throw PlatformError(
                code: "invalid_key", message: "the key of plan tokens must have 32 bytes; remove it to get a new one", path: path)
        }
        return key
    }
}
