public import Changes
public import JSON
import JetStream
import Model
import NATS
import Platform

/// How a call ended.
public enum ToolOutcome: Sendable {
    case result(JSONObject, isError: Bool)
    /// The human has to be asked first; the client will call again.
    case suspended(ConfirmationQuestion)
}

extension Services {
    /// Runs a tool by name: level, arguments, call, target.
    public func run(_ name: String, _ arguments: JSONObject, _ context: ToolContext) async -> ToolOutcome {
        do throws(ToolFailure) {
            guard let tool = Catalogue.tool(named: name) else { throw unknownTool(name) }
            guard selection.contains(tool) else { throw notOffered(tool) }
            guard tool.effect.level <= level else { throw notAllowed(tool.name, tool.effect.level) }
            let fields = tool.fields
            if disclosure.hidesNames { try disclosure.check(arguments.named(by: fields)) }
            let result = try await tool.call(try Arguments(arguments, fields: fields), context)
            if let refusal = disclosure.refusal(of: result) { throw refusal }
            return .result(framed(await telling(result)), isError: result["error"] != nil)
        } catch {
            if let suspension = error.suspension { return .suspended(suspension) }
            return .result(framed(await telling(["error": .object(error.json)])), isError: true)
        }
    }

    /// The result of a tool that reads, whether or not it is among those offered.
    func shown(by tool: any Tool, _ arguments: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        guard tool.effect.isReadOnly(at: .observe) else { throw notAllowed(tool.name, tool.effect.level) }
        try disclosure.check(arguments)
        let result = try await tool.call(try Arguments(arguments, fields: tool.fields), context)
        if let refusal = disclosure.refusal(of: result) { throw refusal }
        return framed(result)
    }

    private func unknownTool(_ name: String) -> ToolFailure {
        let near = Nearest.names(to: name, among: Catalogue.tools.map(\.name))
        let hint = near.isEmpty ? "" : " Did you mean \(near.joined(separator: " or "))?"
        return ToolFailure("unknown_tool", "There is no tool \(JSONValue.string(name).text).\(hint)")
    }

    private func notOffered(_ tool: any Tool) -> ToolFailure {
        let group = Catalogue.groups.first { ($0.usual + $0.more).contains { $0.name == tool.name } }?.name ?? "all"
        return ToolFailure(
            "tool_not_offered", "\(tool.name) is not among the tools this program was started with.",
            next:
                "Whoever starts it decides: --tools \(tool.name), --toolsets default,\(group), or not --exclude-tools \(tool.name)"
        )
    }

    /// - Parameter what: the tool, or what it was to do.
    func notAllowed(_ what: String, _ needed: WriteLevel) -> ToolFailure {
        ToolFailure(
            "level_too_low",
            "\(what) needs the level `\(needed.rawValue)`; context \(context) was started at `\(level.rawValue)`.",
            next: "Whoever starts it decides: nats-operator … --write \(needed.rawValue)")
    }

    /// A result with what became of earlier changes that nobody had answered, once that can be read.
    private func telling(_ result: JSONObject) async -> JSONObject {
        guard changes.hasUnsettled, case .connected = client.state else { return result }
        // The change that was just sent is no earlier one.
        if result["error"]?["status"] == "outcome_unknown" { return result }
        let reader = jetStream.within(TimeBudget(.seconds(5)))
        let found = await changes.settle { await reader.answer($0) }
        guard !found.isEmpty else { return result }
        var result = result
        result.append("earlier_changes", .array(found.map { .object($0) }))
        return result
    }

    /// Every result names its target first, and every number keeps its value.
    private func framed(_ result: JSONObject) -> JSONObject {
        let shown = disclosure.applied(to: result).members
        var members: [JSONObject.Member] = []
        members.reserveCapacity(shown.count + 1)
        members.append(JSONObject.Member(key: "target", value: .object(target.json)))
        members.append(contentsOf: shown)
        return ExactNumbers.marked(JSONObject(uniqueMembers: members))
    }
}
