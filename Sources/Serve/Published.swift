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
            "thresholds": .array(ThresholdCatalogue.all.map { .object($0.json) }),
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
        lines += ["", "## Arguments", ""]
        lines += [
            "Every tool takes `context` (`account_name`): which of the configured systems it is about. Names in parentheses are taken "
                + "too."
        ]
        for tool in Catalogue.tools where !tool.fields.isEmpty { lines += [""] + arguments(tool) }
        lines += ["", "## Rules", "", "| rule | name | change | level |", "|---|---|---|---|"]
        for rule in RuleCatalogue.descriptions {
            lines.append("| \(rule.code) | `\(rule.name)` | `\(rule.change)` | \(rule.level.rawValue) |")
        }
        lines += [
            "", "## Thresholds", "", "Numbers from which on rules speak; `--thresholds FILE` sets them.", "",
            "| name | usual | unit | what it decides |", "|---|---|---|---|",
        ]
        for threshold in ThresholdCatalogue.all {
            lines.append("| `\(threshold.name)` | \(threshold.standard) | \(threshold.unit.rawValue) | \(threshold.about) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func arguments(_ tool: any Tool) -> [String] {
        var lines = ["### `\(tool.name)`", "", tool.description, ""]
        for field in tool.fields where !field.isOfConfiguration {
            let names =
                "`\(field.name)`" + (field.aliases.isEmpty ? "" : " (\(field.aliases.map { "`\($0)`" }.joined(separator: ", ")))")
            lines.append("- \(names), \(field.form). \(field.words)")
        }
        let others = tool.fields.filter(\.isOfConfiguration).map { "`\($0.name)`" }
        if !others.isEmpty { lines.append("- any field of `config` by itself: \(others.joined(separator: ", "))") }
        return lines
    }

    /// The table between the README's markers: every operation by what it is about and the level it needs.
    public static var summary: String {
        var lines = ["| toolset | observe | data | config | destructive |", "|---|---|---|---|---|"]
        for group in Catalogue.groups {
            let tools = (group.usual + group.more).sorted { $0.name < $1.name }
            let cells = WriteLevel.allCases.map { level in
                tools.flatMap { tool in
                    (tool.effect.level == level ? ["`\(tool.name)`"] : [])
                        + tool.further.filter { $0.level == level }.map { "`\(tool.name)` with `\($0.argument)`" }
                }.joined(separator: " ")
            }
            if cells.contains(where: { !$0.isEmpty }) { lines.append("| \(group.name) | \(cells.joined(separator: " | ")) |") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ tool: any Tool) -> JSONObject {
        [
            "name": .string(tool.name), "title": .string(tool.title), "level": .string(tool.effect.level.rawValue),
            "description": .string(tool.description),
            "annotations": [
                "readOnlyHint": .bool(tool.effect.isReadOnly()), "destructiveHint": .bool(tool.effect.isDestructive),
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
