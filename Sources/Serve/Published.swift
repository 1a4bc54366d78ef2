import Changes
import Guard
public import JSON
import JetStream
import MCP
import NATS
import Operator
import System

/// What the program publishes of itself, from the values that answer `tools/list` and judge changes.
public enum Published {
    /// `{name, version, tools[], rules[], codes{}}`
    public static func catalog(version: String) -> JSONObject {
        [
            "name": "nats-operator", "version": .string(version),
            "tools": .array(Catalogue.tools.map { .object(row($0)) }),
            "rules": .array(RuleCatalogue.descriptions.map { .object(row($0)) }),
            "codes": [
                "nats": .array(NATSError.Code.allCases.map { .string($0.rawValue) }),
                "jetstream": .array(JetStreamError.Code.allCases.map { .string($0.rawValue) }),
                "system": .array(SystemError.Code.allCases.map { .string($0.rawValue) }),
                "change_status": .array(ChangeReport.Status.allCases.map { .string($0.rawValue) }),
                "levels": .array(WriteLevel.allCases.map { .string($0.rawValue) }),
            ],
        ]
    }

    /// docs/tools.md: each tool and each rule in a row.
    public static var markdown: String {
        var lines = [
            "# Tools and rules", "", "Printed by `nats-operator catalog --markdown`; `make catalog` renews this file.",
            "[tools.json](../tools.json) has the schemas, and why each rule exists.", "",
            "| tool | level | what it does |", "|---|---|---|",
        ]
        for tool in Catalogue.tools {
            let sentence = tool.description.split(separator: ". ", maxSplits: 1).first.map(String.init) ?? ""
            lines.append(
                "| `\(tool.name)` | \(tool.effect.level.rawValue) | \(sentence.hasSuffix(".") ? sentence : sentence + ".") |")
        }
        lines += ["", "| rule | name | change | level |", "|---|---|---|---|"]
        for rule in RuleCatalogue.descriptions {
            lines.append("| \(rule.code) | `\(rule.name)` | `\(rule.change)` | \(rule.level.rawValue) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table between the README's markers: the tools by what they are about and the level they need.
    public static var summary: String {
        var lines = ["| about | level | tools |", "|---|---|---|"]
        let groups = [
            ("streams", "stream_"), ("consumers", "consumer_"), ("keys", "kv_"), ("objects", "object_"), ("all else", ""),
        ]
        var left = Catalogue.tools
        for (about, prefix) in groups {
            let tools = left.filter { $0.name.hasPrefix(prefix) }
            left.removeAll { $0.name.hasPrefix(prefix) }
            for level in WriteLevel.allCases {
                let names = tools.filter { $0.effect.level == level }.map { "`\($0.name)`" }
                if !names.isEmpty { lines.append("| \(about) | \(level.rawValue) | \(names.joined(separator: " ")) |") }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ tool: any Tool) -> JSONObject {
        [
            "name": .string(tool.name), "title": .string(tool.title), "level": .string(tool.effect.level.rawValue),
            "description": .string(tool.description),
            "annotations": [
                "readOnlyHint": .bool(tool.effect.isReadOnly), "destructiveHint": .bool(tool.effect.isDestructive),
                "idempotentHint": .bool(tool.effect.isIdempotent), "openWorldHint": .bool(tool.scope == .nats),
            ],
            "inputSchema": .object(tool.inputSchema), "outputSchema": .object(tool.outputSchema),
        ]
    }

    private static func row(_ rule: RuleDescription) -> JSONObject {
        [
            "code": .string(rule.code), "name": .string(rule.name), "change": .string(rule.change),
            "level": .string(rule.level.rawValue), "why": .string(rule.why), "instead": .string(rule.instead),
            "reversible": .bool(rule.reversible), "source": .string(rule.source),
        ]
    }
}
