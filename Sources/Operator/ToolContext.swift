public import Changes
import JSON
public import JetStream
public import Model
public import NATS
public import Platform

/// What a call of a tool works with. It knows the caller only by name.
public struct ToolContext: Sendable {
    /// The client as it names itself; untrusted.
    public let caller: String
    public let asker: any Asker
    private let budget = TimeBudget(ToolContext.time)
    /// Reports progress: done so far, of how much, in words.
    public let progress: @Sendable (Double, Double?, String) -> Void
    public let services: Services
    /// How long the caller waits for work that can go on as a job; nil: to its end.
    public var patience: Duration? = ToolContext.time - .seconds(3)

    public init(
        caller: String, asker: any Asker, services: Services,
        progress: @escaping @Sendable (Double, Double?, String) -> Void = { _, _, _ in }
    ) {
        self.caller = caller
        self.asker = UntimedAsker(asker: asker, budget: budget)
        self.services = services
        let disclosure = services.disclosure
        self.progress = { done, total, words in progress(done, total, disclosure.masked(words)) }
    }

    /// Below the 45 s after which clients give up: they get an answer that says what happened instead.
    static let time = Duration.seconds(38)

    var jetStream: JetStreamClient { services.jetStream.within(budget) }

    /// For a transfer, which takes as long as its bytes: all of it ends after `limit` instead of `time`, every request still
    /// ends on its own, and the client hears of progress, by which clients tell a call that works from one that hangs.
    func jetStream(for limit: Duration) -> JetStreamClient {
        services.jetStream.within(TimeBudget(limit, advice: "give it more with `timeout`"))
    }

    /// Whether what is left of the time is better used for an answer that says how to go on.
    var isShortOfTime: Bool { budget.left < .seconds(5) }
    var client: NATSClient { services.client }

    /// How payloads are shown, given what the call asked for.
    func payloads(_ asked: PayloadMode) -> PayloadView { PayloadView(asked, cap: services.disclosure.payloads) }
}

/// The layers below, as one configuration of the program uses them. A class, for every call hands it on: a copy would count a
/// reference for each thing in it.
public final class Services: Sendable {
    public let client: NATSClient
    public let jetStream: JetStreamClient
    public let changes: ChangeRunner
    /// What whoever started the program allowed.
    public let level: WriteLevel
    /// The name of the configuration in use, and where each part of it came from; no secrets.
    public let context: String
    public let configurationSource: String
    /// Worth knowing of the configuration: what was set and does not count, and the like.
    public let configurationNotes: [String]
    /// The JetStream domain that was asked for; nil for the server's own.
    public let domain: String?
    public let journalPath: String
    public let version: String
    /// What results may have in them.
    public let disclosure: Disclosure
    /// Below which files may be read and written; nil: none.
    public let files: FilesRoot?
    /// Which tools may be called.
    public let selection: ToolSelection
    /// All the configurations of this process, this one too, in order.
    let contexts: [JSONObject]
    let memory: SessionMemory

    public init(
        client: NATSClient, jetStream: JetStreamClient, changes: ChangeRunner, level: WriteLevel, context: String,
        configurationSource: String, configurationNotes: [String] = [], domain: String? = nil, journalPath: String,
        version: String, disclosure: Disclosure = .everything, files: FilesRoot? = nil, selection: ToolSelection = .all
    ) {
        self.client = client
        self.jetStream = jetStream
        self.changes = changes
        self.level = level
        self.context = context
        self.configurationSource = configurationSource
        self.configurationNotes = configurationNotes
        self.domain = domain
        self.journalPath = journalPath
        self.version = version
        self.disclosure = disclosure
        self.files = files
        self.selection = selection
        contexts = []
        memory = SessionMemory()
    }

    /// The same, as one of several.
    init(_ one: Services, among contexts: [JSONObject]) {
        client = one.client
        jetStream = one.jetStream
        changes = one.changes
        level = one.level
        context = one.context
        configurationSource = one.configurationSource
        configurationNotes = one.configurationNotes
        domain = one.domain
        journalPath = one.journalPath
        version = one.version
        disclosure = one.disclosure
        files = one.files
        selection = one.selection
        memory = one.memory
        self.contexts = contexts
    }

    /// What operator_status tells about this one without asking it anything.
    var summary: JSONObject {
        [
            "context": .string(context), "level": .string(level.rawValue),
            "servers": .array(client.options.servers.map { .string($0.description) }),
            "configuration": .string(configurationSource),
        ]
    }

    /// Whom results are about: as far as is known now, without waiting.
    public var target: Target {
        let connected = client.whileConnected { facts in
            Target(
                context: context, url: facts.url, server: facts.serverName, serverID: facts.serverID, cluster: facts.cluster,
                domain: domain ?? facts.domain, account: facts.account)
        }
        if let connected { return connected }
        switch client.state {
        case .connected(let facts), .reconnecting(let facts, _):
            return Target(
                context: context, url: facts.url, server: facts.serverName, serverID: facts.serverID, cluster: facts.cluster,
                domain: domain ?? facts.domain, account: facts.account)
        default:
            return Target(
                context: context, url: client.options.servers.map(\.description).joined(separator: ","), domain: domain)
        }
    }
}

extension ToolContext {
    /// Whom a change goes to; connects if need be, because a plan names its target.
    func connectedTarget() async throws(ToolFailure) -> Target {
        _ = try await facts()
        return services.target
    }
}

extension ToolContext {
    /// Refuses what only some arguments of a tool do, where the level does not allow it.
    /// - Parameter what: as the beginning of a sentence.
    func require(_ level: WriteLevel, for what: String) throws(ToolFailure) {
        if services.level < level { throw services.notAllowed(what, level) }
    }
}
