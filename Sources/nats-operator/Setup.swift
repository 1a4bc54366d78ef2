import Changes
import Embedded
import Guard
import JetStream
import NATS
import Operator
import Platform

/// Everything a subcommand works with, put together from its options once at start.
struct Setup {
    let contexts: Contexts
    private let embedded: EmbeddedServer?

    /// - Parameters:
    ///   - usual: the tools to offer where the options choose none.
    ///   - onEvent: hears of a connection's ups and downs, with the context's name where there are several.
    init(
        _ options: ConnectionOptions, selection usual: ToolSelection,
        onEvent: @escaping @Sendable (String?, NATSEvent) -> Void = { _, _ in }
    ) async throws(SetupFailure) {
        let environment = Environment.current()
        do {
            var configurations: [NATSConfiguration]
            if let directory = options.embedded {
                try Self.refuseMixing(options)
                let server = try await EmbeddedServer.start(
                    directory: directory.isEmpty ? nil : directory, environment: environment)
                embedded = server
                configurations = [
                    NATSConfiguration(
                        name: "embedded", options: server.options, source: "--embedded, stored in \(server.directory)")
                ]
            } else {
                embedded = nil
                // Credentials may come from programs that ask a person first.
                configurations = try await BlockingCall.run { try Self.configurations(options, environment) }
            }
            let names = configurations.map(\.name)
            let levels = try PerContext(
                "--write", options.write, contexts: names,
                allowed: WriteLevel.allCases.map(\.rawValue).joined(separator: ", "), parse: WriteLevel.init(rawValue:))
            try Self.pin(&configurations, options)
            let common = try Common(
                options, environment, usual, isWriting: names.contains { (levels[$0] ?? .observe) > .observe })
            let services = configurations.map { configuration in
                common.services(configuration, level: levels[configuration.name] ?? .observe) { event in
                    onEvent(names.count > 1 ? configuration.name : nil, event)
                }
            }
            contexts = Contexts(services[0], others: Array(services.dropFirst()))
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

    /// One for each `--context`; without any, the one that everything else decides.
    private static func configurations(
        _ options: ConnectionOptions, _ environment: [String: String]
    ) throws -> [NATSConfiguration] {
        guard options.context.count > 1 else {
            return [
                try NATSConfiguration.resolve(environment: environment, flags: NATSFlags(options, context: options.context.first))
            ]
        }
        if let flag = NATSFlags(options, context: nil).given.first {
            throw SetupFailure(
                "\(flag) beside several --context: nobody can tell which of them it is for; say it in the context.")
        }
        var configurations: [NATSConfiguration] = []
        for name in options.context {
            let configuration = try NATSConfiguration.resolve(environment: environment, flags: NATSFlags(options, context: name))
            guard !configurations.contains(where: { $0.name == configuration.name }) else {
                throw SetupFailure("--context \(name): there are two contexts of the name \(configuration.name).")
            }
            configurations.append(configuration)
        }
        return configurations
    }

    private static func pin(_ configurations: inout [NATSConfiguration], _ options: ConnectionOptions) throws(SetupFailure) {
        let names = configurations.map(\.name)
        let servers = try PerContext("--pin-server", options.pinServer, contexts: names, allowed: "names or IDs of servers") {
            text in
            let names = text.split(separator: ",").map(String.init)
            return names.isEmpty ? nil : names
        }
        let clusters = try PerContext("--pin-cluster", options.pinCluster, contexts: names, allowed: "names of clusters") {
            text in
            text.isEmpty ? nil : text
        }
        for index in configurations.indices {
            configurations[index].options.pinnedServers = servers[names[index]] ?? []
            configurations[index].options.pinnedCluster = clusters[names[index]]
        }
    }

    /// Lets go of the connections and, if we are the last to use it, of the embedded server.
    func close() async {
        // What was half done when the end came is taken back first; jobs have nobody any more who would hear of them.
        Jobs.shared.cancelAll()
        await CleanUps.shared.wait(atMost: .seconds(10))
        for services in contexts.all { await services.client.close(timeout: .milliseconds(300)) }
        await embedded?.stop()
    }

    private static func refuseMixing(_ options: ConnectionOptions) throws(SetupFailure) {
        let others = (options.context.isEmpty ? [] : ["--context"]) + NATSFlags(options, context: nil).given
        if let other = others.first {
            throw SetupFailure(
                "--embedded and \(other) exclude each other: an embedded server has its own address and credentials.")
        }
    }
}

/// What all contexts of a process share.
private struct Common {
    private let changes: ChangeRunner
    private let journal: String
    private let disclosure: Disclosure
    private let files: FilesRoot?
    private let selection: ToolSelection

    init(
        _ options: ConnectionOptions, _ environment: [String: String], _ usual: ToolSelection, isWriting: Bool
    ) throws {
        let isChosen = !(options.toolsets + options.tools + options.excludedTools).isEmpty
        do {
            selection =
                isChosen
                ? try ToolSelection(toolsets: options.toolsets, tools: options.tools, excluded: options.excludedTools) : usual
        } catch {
            throw SetupFailure(error.message)
        }
        let state = Path.join(try Directories.state(environment: environment), "nats-operator")
        journal = options.journal ?? Path.join(state, "journal.jsonl")
        // The journal, and the key and the book of plans live there; who only looks needs none of them.
        let seal: PlanSeal
        if isWriting || options.confirm == .token {
            try PrivateFile.createDirectory(state)
            seal = try SealKey.seal(in: state)
        } else {
            seal = .ephemeral()
        }
        changes = ChangeRunner(
            journal: Journal(path: journal), seal: seal, mode: options.confirm, protected: Protection(options.protect),
            thresholds: try options.thresholds.map(ThresholdFile.read) ?? .standard)
        disclosure = Disclosure(payloads: options.payloads, hide: options.hide)
        do {
            files = try options.filesRoot.map { path throws(PlatformError) in try FilesRoot(path) }
        } catch {
            throw SetupFailure("--files-root: \(error)")
        }
    }

    func services(
        _ configuration: NATSConfiguration, level: WriteLevel, onEvent: @escaping @Sendable (NATSEvent) -> Void
    ) -> Services {
        var connection = configuration.options
        connection.name = "nats-operator"
        let client = NATSClient(connection, onEvent: onEvent)
        let prefix = JetStreamClient.prefix(domain: configuration.jetStreamDomain, prefix: configuration.jetStreamPrefix)
        return Services(
            client: client, jetStream: JetStreamClient(client: client, prefix: prefix), changes: changes, level: level,
            context: configuration.name, configurationSource: configuration.source,
            configurationNotes: configuration.notes, domain: configuration.jetStreamDomain,
            journalPath: journal, version: NATSOperator.version, disclosure: disclosure, files: files,
            selection: selection)
    }
}

/// Why the program could not begin.
struct SetupFailure: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
