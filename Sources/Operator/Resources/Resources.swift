import Changes
import Guard
import JetStream
import Model
import Platform

/// What can be read by address: servers, streams, keys, objects as they are now, and what this program knows by itself.
public struct Resources: Sendable {
    let contexts: Contexts

    public init(_ contexts: Contexts) { self.contexts = contexts }

    /// With several contexts an address may name one.
    public var templates: [ResourceTemplate] {
        let context = contexts.all.count > 1 ? "{?context}" : ""
        return [
            ResourceTemplate(
                template: "nats://stream/{stream}\(context)", name: "stream", title: "Stream",
                description: "Configuration and state of a stream, in the server's own words.", mimeType: "application/json"),
            ResourceTemplate(
                template: "nats://kv/{bucket}\(context)", name: "bucket", title: "Key-value bucket",
                description: "How a bucket is made and what it holds.", mimeType: "application/json"),
            ResourceTemplate(
                template: "nats://kv/{bucket}/{key}\(context)", name: "key", title: "Key",
                description: "The value of a key, as it was stored.", mimeType: nil),
            ResourceTemplate(
                template: "nats://object/{bucket}\(context)", name: "object_bucket", title: "Object bucket",
                description: "How a bucket of objects is made and what it holds.", mimeType: "application/json"),
            ResourceTemplate(
                template: "nats://object/{bucket}/{name}\(context)", name: "object", title: "Object",
                description: "The bytes of an object, verified; up to \(ResourceReading.limit >> 10) KiB.", mimeType: nil),
            ResourceTemplate(
                template: "nats://guide/{guide}", name: "guide", title: "Guide",
                description: "How to operate NATS, a page on each subject.", mimeType: "text/markdown"),
            ResourceTemplate(
                template: "nats://rules/{code}", name: "rule", title: "Rule",
                description: "What the guard knows: why a rule exists and what to do instead.", mimeType: "application/json"),
        ]
    }

    /// What a resource holds now.
    public func read(_ uri: String, caller: String) async throws(ToolFailure) -> ResourceContent {
        let address = try address(uri)
        switch address.thing {
        case .guide(let name):
            guard let guide = Guide.all.first(where: { $0.name == name }) else {
                throw unknown("guide", name, Guide.all.map(\.name))
            }
            return ResourceContent(.text(guide.text), mimeType: "text/markdown")
        case .rule(let code):
            guard let rule = RuleCatalogue.descriptions.first(where: { $0.code == code || $0.name == code }) else {
                throw unknown("rule", code, RuleCatalogue.descriptions.flatMap { [$0.code, $0.name] })
            }
            return ResourceContent(Explanations.row(rule))
        default:
            let services = try services(for: address)
            let context = ToolContext(caller: caller, asker: NobodyToAsk(), services: services)
            do {
                return try await ResourceReading(context: context).read(address.thing)
            } catch {
                throw error.masked(by: services.disclosure)
            }
        }
    }

    /// The address a client gave.
    func address(_ uri: String) throws(ToolFailure) -> ResourceAddress {
        guard let address = ResourceAddress(uri) else {
            throw ToolFailure(
                "resource_not_found", "There is no resource \(quoted(uri, limit: 200)).",
                next: "There are: nats://server, " + templates.map(\.template).joined(separator: ", "))
        }
        return address
    }

    func services(for address: ResourceAddress) throws(ToolFailure) -> Services {
        guard let context = address.context else { return contexts.first }
        guard let services = contexts.all.first(where: { $0.context == context }) else {
            throw unknown("context", context, contexts.names)
        }
        return services
    }

    private func unknown(_ what: String, _ name: String, _ known: [String]) -> ToolFailure {
        let near = Nearest.names(to: name, among: known)
        let hint = near.isEmpty ? "" : " Did you mean \(near.map { quoted($0) }.joined(separator: " or "))?"
        return ToolFailure(
            "resource_not_found", "There is no \(what) \(quoted(name)).\(hint)",
            next: "There are: " + known.prefix(20).joined(separator: ", "))
    }
}
