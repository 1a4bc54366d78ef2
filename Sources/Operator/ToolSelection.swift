import Platform

/// Which tools one process offers, beside what their level allows: chosen by whoever starts it.
public struct ToolSelection: Sendable, Hashable {
    /// What is wrong with a choice.
    public struct Mistake: Error, Sendable {
        public let message: String
    }

    /// The usual tools of every group: what an operator needs first, and what every model can afford to know of.
    public static let usual = ToolSelection(choice: .usual)
    /// Everything there is.
    public static let all = ToolSelection(choice: .all)

    private enum Choice: Sendable, Hashable {
        case usual
        case all
        case named(Set<String>)
    }

    private static let usualNames = Set(Catalogue.groups.flatMap(\.usual).map(\.name))

    private let choice: Choice

    private init(choice: Choice) { self.choice = choice }

    /// Whether it has the usual tools, as far as that is known without making all of them: the start has no time for it.
    var isUsual: Bool {
        switch choice {
        case .usual, .all: true
        case .named: false
        }
    }

    /// - Parameters:
    ///   - toolsets: names of groups, `default` or `all`; none means `default`, unless tools are named.
    ///   - tools: more tools, by name.
    ///   - excluded: what is not offered in any case.
    public init(toolsets: [String], tools: [String] = [], excluded: [String] = []) throws(Mistake) {
        var names: Set<String> = []
        for toolset in toolsets.isEmpty && tools.isEmpty ? ["default"] : toolsets {
            switch toolset {
            case "default": names.formUnion(Self.usualNames)
            case "all": names.formUnion(Catalogue.tools.map(\.name))
            default:
                guard let group = Catalogue.groups.first(where: { $0.name == toolset }) else {
                    let known = ["default", "all"] + Catalogue.groups.map(\.name)
                    throw Mistake(
                        message: "--toolsets: there is no toolset \(toolset); there are: \(known.joined(separator: ", ")).")
                }
                names.formUnion((group.usual + group.more).map(\.name))
            }
        }
        try Self.check(tools, option: "--tools")
        try Self.check(excluded, option: "--exclude-tools")
        choice = .named(names.union(tools).subtracting(excluded))
    }

    private static func check(_ names: [String], option: String) throws(Mistake) {
        for name in names where Catalogue.tool(named: name) == nil {
            let near = Nearest.names(to: name, among: Catalogue.tools.map(\.name))
            let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
            throw Mistake(message: "\(option): there is no tool \(name)\(hint)")
        }
    }

    public func contains(_ tool: any Tool) -> Bool {
        switch choice {
        case .usual: Self.usualNames.contains(tool.name)
        case .all: true
        case .named(let names): names.contains(tool.name)
        }
    }
}
