public import JSON
import Model
import Platform

/// The NATS systems one process works with, each with its own connection and level. The first is the default.
public struct Contexts: Sendable {
    public let first: Services
    public let all: [Services]

    /// - Parameter others: with names of their own.
    public init(_ first: Services, others: [Services] = []) {
        let summaries = ([first] + others).map(\.summary)
        all = ([first] + others).map { Services($0, among: summaries) }
        self.first = all.first ?? first
    }

    public var names: [String] { all.map(\.context) }

    /// What any of them allows: such tools are listed.
    public var level: WriteLevel { all.map(\.level).max() ?? first.level }

    /// The tools offered: chosen at start, and allowed somewhere.
    public var tools: [any Tool] { Catalogue.tools(at: level).filter(first.selection.contains) }

    /// Whether a tool is offered that is one of the usual and only reads: mostly known without making any.
    public func offers(_ usualRead: String) -> Bool {
        first.selection.isUsual || tools.contains { $0.name == usualRead }
    }

    /// The others there are; who calls one is told what it takes.
    public var otherTools: [any Tool] { Catalogue.tools.filter { $0.effect.level > level || !first.selection.contains($0) } }

    /// Runs a tool by name, in the context its arguments name.
    public func run(
        _ tool: String, _ arguments: JSONObject, _ context: (Services) -> ToolContext
    ) async -> ToolOutcome {
        do throws(ToolFailure) {
            let services = try chosen(by: arguments)
            var own = arguments
            for name in ContextArgument.names { own[name] = nil }
            return await services.run(tool, own, context(services))
        } catch {
            // Whatever is wrong with the choice, nothing was asked of any system; the result must not name one either.
            let named = ContextArgument.names.compactMap { arguments[$0]?.string }.first ?? ""
            return .result(
                ["target": .object(Target(context: named, url: "").json), "error": .object(error.json)], isError: true)
        }
    }

    private func chosen(by arguments: JSONObject) throws(ToolFailure) -> Services {
        var chosen: String?
        for argument in ContextArgument.names {
            guard let value = arguments[argument], !value.isNull else { continue }
            guard let name = value.string else {
                throw ToolFailure("invalid_argument", "`\(argument)` must be the name of a context.", next: allowed)
            }
            guard !name.isEmpty else { continue }
            guard names.contains(name) else {
                let near = Nearest.names(to: name, among: names)
                let hint = near.isEmpty ? "" : " Did you mean \(near.joined(separator: " or "))?"
                throw ToolFailure(
                    "unknown_context", "`\(argument)`: there is no context \(JSONValue.string(name).text) here.\(hint)",
                    next: allowed)
            }
            if let chosen, chosen != name {
                throw ToolFailure(
                    "conflicting_context",
                    "`context` is \(JSONValue.string(chosen).text) and `account_name` is "
                        + "\(JSONValue.string(name).text): nobody can tell which one is meant.", next: "Give one of them.")
            }
            chosen = name
        }
        return all.first { $0.context == chosen } ?? first
    }

    private var allowed: String {
        "This program was started with: \(names.joined(separator: ", ")). Others are added where it is started (--context NAME)."
    }
}

/// The argument every tool takes: which of the configured systems it is about.
public enum ContextArgument {
    /// The second is what older prompts call it.
    static let names = ["context", "account_name"]

    /// With several contexts the schema names them.
    static func schema(_ contexts: [String]) -> JSONObject {
        var schema: JSONObject = ["type": "string"]
        if contexts.count > 1 {
            schema.append("enum", .array(contexts.map { .string($0) }))
            schema.append("default", .string(contexts[0]))
        }
        return schema
    }
}
