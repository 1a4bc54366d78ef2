import Guard
import JSON
import Model
import NATS
import Platform
import System

/// The server in use, as far as this user may see how it is configured.
enum RunningConfiguration {
    /// What a file could be compared with; nil and why where no server is connected.
    static func read(_ context: ToolContext) async -> (server: RunningServer?, note: String) {
        let facts: NATSServerFacts
        do {
            facts = try await context.facts()
        } catch {
            return (nil, "No server was compared with: \(error.message)")
        }
        let name = facts.serverName ?? facts.serverID
        do {
            let reach = try await context.reach(expect: 1)
            if case .system(let answers) = reach, let own = answers.servers.first(where: { $0.id == facts.serverID }) {
                let answer = try await context.system.ask(.varz, of: own)
                if answer.error == nil {
                    return (
                        RunningServer(name: name, document: answer.data, isWhole: true), "Compared with server \(quoted(name))."
                    )
                }
            }
        } catch {}
        var document: JSONObject = ["max_payload": JSONValue(facts.maximumPayload)]
        if let server = facts.serverName, server != facts.serverID { document.append("server_name", .string(server)) }
        if let cluster = facts.cluster { document.append("cluster", ["name": .string(cluster)]) }
        if let domain = facts.domain { document.append("jetstream", ["config": ["domain": .string(domain)]]) }
        return (
            RunningServer(name: name, document: document, isWhole: false),
            "Of server \(quoted(name)) only name, cluster, domain and max_payload show to this user: the rest takes the system account."
        )
    }
}
