import JSON
import Operator
import Platform

enum ToolsCommand {
    static let command = Command(
        name: "tools", abstract: "List the tools, or show one with its arguments.",
        positionals: [.init(name: "tool", help: "A tool's name.")]
    ) { (line) throws(UsageError) in
        guard let name = line.positionals.first else {
            list()
            return 0
        }
        guard let tool = Catalogue.tool(named: name) else { throw UsageError(Nearest.unknownTool(name)) }
        show(tool)
        return 0
    }

    private static func list() {
        for group in Catalogue.groups {
            let more =
                group.more.isEmpty ? "" : "; with --toolsets \(group.name): \(group.more.map(\.name).joined(separator: " "))"
            StandardOutput.write("\(group.name): \(group.usual.map(\.name).joined(separator: " "))\(more)\n")
        }
        StandardOutput.write("\n")
        let width = Catalogue.tools.map(\.name.count).max() ?? 0
        for tool in Catalogue.tools {
            let padding = String(repeating: " ", count: width - tool.name.count)
            let sentence = tool.description.split(separator: ". ", maxSplits: 1).first.map(String.init) ?? ""
            StandardOutput.write("\(tool.name)\(padding)  \(tool.effect.level.rawValue)  \(sentence)\n")
        }
    }

    private static func show(_ tool: any Tool) {
        StandardOutput.write("\(tool.name) (\(tool.effect.level.rawValue)): \(tool.description)\n")
        for field in tool.fields {
            StandardOutput.write("  \(field.name)  (\(field.form)) \(field.words)\n")
        }
    }
}

extension Nearest {
    /// What to tell about a tool that is none.
    static func unknownTool(_ name: String) -> String {
        let near = names(to: name, among: Catalogue.tools.map(\.name))
        return "there is no tool \(name)\(near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?")"
    }
}
