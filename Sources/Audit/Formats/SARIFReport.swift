import Guard
import JSON

/// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): checks are rules, findings are results, what is accepted is
/// suppressed, what is unknown is a notification: a result would say that something was found.
struct SARIFReport {
    private let report: AuditReport

    init(_ report: AuditReport) { self.report = report }

    /// Result by result: all of them at once would take many times the memory of the report.
    func write<Failure: Error>(to sink: (String) throws(Failure) -> Void) throws(Failure) {
        var writer = JSONPartsWriter()
        writer.open(.object)
        writer.members(["$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"])
        writer.open(.array, key: "runs")
        writer.open(.object)
        writer.members(head)
        writer.open(.array, key: "results")
        // With a baseline every result of a run has a state, or none has.
        let hasBaseline = report.checks.contains { $0.findings.contains { $0.news != nil } }
        for (index, check) in report.checks.enumerated() {
            for finding in check.findings {
                writer.value(.object(result(finding, rule: index, hasBaseline)))
                if writer.isFull { try sink(writer.taken()) }
            }
        }
        writer.close()
        writer.value(properties, key: "properties")
        for _ in 0..<3 { writer.close() }
        try sink(writer.taken() + "\n")
    }

    private var head: JSONObject {
        [
            "tool": [
                "driver": [
                    "name": "nats-operator", "version": .string(report.program),
                    "rules": .array(report.checks.map { .object(rule($0)) }),
                ]
            ],
            "automationDetails": ["id": "nats-operator-audit/"],
            "invocations": [.object(invocation)],
            "columnKind": "unicodeCodePoints",
        ]
    }

    private var properties: JSONValue {
        [
            "captured": .string(report.captured), "targets": .array(report.targets.map(JSONValue.object)),
            "fixed": .array(report.fixed.map(JSONValue.string)),
            "notes": .array(report.notes.map(JSONValue.string)),
        ]
    }

    private func rule(_ check: AuditCheck) -> JSONObject {
        let worst = check.findings.map(\.level).max()
        var rule: JSONObject = [
            "id": .string(check.code), "name": .string(check.name),
            "shortDescription": ["text": .string(ShownText.visible(check.name))],
            "fullDescription": ["text": .string(ShownText.visible(check.about))],
            "defaultConfiguration": ["level": .string(level(worst ?? .warn))],
        ]
        if let finding = check.findings.first {
            let text = ShownText.visible("\(finding.why) Fix: \(finding.fix.words) Source: \(finding.source)")
            let markdown =
                "\(Markdown.prose(finding.why))\n\n**Fix:** \(Markdown.prose(finding.fix.words))\n\n"
                + "Source: \(Markdown.prose(finding.source))"
            rule.append("help", ["text": .string(text), "markdown": .string(markdown)])
        }
        rule.append("properties", ["tags": ["nats", "operations"], "passed": JSONValue(check.passed)])
        return rule
    }

    private func result(_ finding: AuditFinding, rule: Int, _ hasBaseline: Bool) -> JSONObject {
        var text = "\(finding.asset.path)\(finding.field.map { " " + $0 } ?? ""): \(finding.effect) Fix: \(finding.fix.words)"
        if let shell = finding.fix.shell { text += " $ " + shell }
        let path = finding.asset.path
        var result: JSONObject = [
            "ruleId": .string(finding.code), "ruleIndex": JSONValue(rule), "level": .string(level(finding.level)), "kind": "fail",
            "message": ["text": .string(ShownText.visible(text))],
            "locations": [
                [
                    // Code scanning wants a file for every result; nothing of this name need exist.
                    "physicalLocation": [
                        "artifactLocation": ["uri": .string(uri(finding.asset))], "region": ["startLine": 1],
                    ],
                    "logicalLocations": [
                        [
                            "name": .string(ShownText.visible(finding.asset.name)), "kind": .string(finding.asset.kind.rawValue),
                            "fullyQualifiedName": .string(
                                ShownText.visible((finding.asset.context.map { $0 + ":" } ?? "") + path)),
                        ]
                    ],
                ]
            ],
            "partialFingerprints": [
                "identity/v1": .string((finding.asset.context.map { $0 + ":" } ?? "") + finding.identity)
            ],
        ]
        if hasBaseline { result.append("baselineState", finding.news == .new ? "new" : "unchanged") }
        // No suppressions at all would say that nobody looked; an empty list says that it stands.
        result.append(
            "suppressions",
            .array(
                finding.accepted.map { reason in
                    [["kind": "external", "status": "accepted", "justification": .string(ShownText.visible(reason))]]
                } ?? []))
        result.append("properties", ["fix": .object(finding.fix.json), "asset": .object(finding.asset.json)])
        return result
    }

    private var invocation: JSONObject {
        var object: JSONObject = [
            "executionSuccessful": .bool(report.exitCode != 3), "exitCode": JSONValue(Int(report.exitCode)),
        ]
        if UnixTime.seconds(report.assessed) != nil { object.append("endTimeUtc", .string(report.assessed)) }
        object.append(
            "toolExecutionNotifications",
            .array(
                report.unknowns.map { entry in
                    let isRequired = report.missing.contains(entry.check.code)
                    return [
                        "level": isRequired ? "error" : "note",
                        "message": [
                            "text": .string(ShownText.visible("unknown: \(entry.unknown.asset.path): \(entry.unknown.reason)"))
                        ],
                        "associatedRule": ["id": .string(entry.check.code)],
                    ]
                }))
        return object
    }

    private func level(_ level: Level) -> String {
        switch level.word {
        case "danger": "error"
        case "warn": "warning"
        default: "note"
        }
    }

    /// `nats/prod/stream/ORDERS`, each part percent-encoded: relative to the repository that is looked at.
    private func uri(_ asset: AuditAsset) -> String {
        (["nats"] + [asset.context, asset.kind.rawValue, asset.parent, asset.name].compactMap(\.self)).map(encoded)
            .joined(separator: "/")
    }

    private func encoded(_ part: String) -> String {
        // A part of dots alone would climb.
        if part.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) {
            return part.isEmpty ? "%20" : String(repeating: "%2E", count: part.utf8.count)
        }
        var result = ""
        for byte in part.utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, scalar.properties.isAlphabetic || (48...57).contains(byte) || "-._~".utf8.contains(byte) {
                result.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return result
    }
}
