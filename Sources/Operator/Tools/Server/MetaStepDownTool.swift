import Guard
public import JSON
import JetStream
import Model
import NATS
import System

/// Has the meta group led by another server.
public struct MetaStepDownTool: Tool {
    public let name = "meta_step_down"
    public let title = "Move the meta leader"
    public let description =
        "Has another server lead the meta group, before maintenance of the one that does. System account only. Nothing can be created, "
        + "changed or deleted until one is elected. Tells who leads afterwards."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: false)
    public let scope = Scope.nats

    private static let preferred = Field<String?>.optionalText(
        "preferred", "The server to lead (nats-server 2.11).", aliases: ["peer", "server", "name"])
    private static let cluster = Field<String?>.optionalText("cluster", "Led from this cluster.")
    private static let tags = Field<[String]>(
        "tags", schema: ["type": "array", "items": ["type": "string"], "description": "Led by a server with all of these."]
    ) { (value) throws(ArgumentMistake) in
        switch value {
        case nil, .null?: return []
        case .string(let text)?: return text.isEmpty ? [] : [text]
        case .array(let values)?:
            let tags = values.compactMap(\.string)
            guard tags.count == values.count else { throw ArgumentMistake("a list of texts") }
            return tags
        default: throw ArgumentMistake("a list of texts")
        }
    }

    public let fields: [any FieldShape] = [preferred, cluster, tags] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties([
        "leader": ["type": "string"], "previous_leader": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let change = MetaStepDown(
            preferred: try arguments(Self.preferred), cluster: try arguments(Self.cluster), tags: try arguments(Self.tags))
        let survey = try await ServerSurvey.ofSystem(context)
        // The one that leads decides, whichever it is by then.
        let oldest = survey.answers.servers.compactMap { NATSRelease(version: $0.version) }.min()
        if change.preferred != nil, let oldest, oldest < NATSRelease(2, 11) {
            throw ToolFailure(
                "unsupported_by_server", "Choosing who leads needs nats-server 2.11 or newer on all servers; there is \(oldest).",
                next: "Leave `preferred` out; `cluster` may be given.")
        }
        let facts = try await context.facts()
        let domain = context.services.domain ?? facts.domain
        let system = context.system
        let performer = MetaStepDowner(context.jetStream) { () throws(MetaStepDowner.LookFailure) in
            do throws(SystemError) {
                return Self.state(try await system.servers(), domain: domain)
            } catch {
                throw MetaStepDowner.LookFailure(error.message)
            }
        }
        return try await ChangeOutput.run(change, performer, name, arguments, context, confirmable: true)
    }

    /// The group of a domain, as its leader sees it where there is one.
    private static func state(_ answers: ServerAnswers, domain: String?) -> MetaState? {
        let views = answers.documents.filter { $0.server.domain == domain }.compactMap { answer in
            answer.data["jetstream"]?["meta"]?.object.map { (server: answer.server, group: MetaGroup(json: $0)) }
        }
        guard let view = views.first(where: { $0.group.leader == $0.server.name }) ?? views.first else { return nil }
        // Who follows knows whom, but that one may be gone.
        let group = view.group.leader == view.server.name ? view.group : view.group.withoutLeader
        return MetaState(group: group, servers: views.map(\.server))
    }
}
