import JSON

/// The report as data: `docs/audit.schema.json` describes it. Keys are only added; one that changes its meaning changes `format`.
enum JSONReport {
    static let format = "nats-operator.audit/1"

    /// Finding by finding: all of them at once would take many times the memory of the report.
    static func write<Failure: Error>(
        _ report: AuditReport, to sink: (String) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = JSONPartsWriter()
        writer.open(.object)
        writer.members(head(report))
        writer.open(.array, key: "findings")
        for place in report.places {
            writer.value(.object(report[place].json))
            if writer.isFull { try sink(writer.taken()) }
        }
        writer.close()
        writer.members(rest(report))
        writer.close()
        try sink(writer.taken() + "\n")
    }

    private static func head(_ report: AuditReport) -> JSONObject {
        let figures = report.figures
        return [
            "format": .string(format), "program": .string(report.program), "captured": .string(report.captured),
            "assessed": .string(report.assessed), "exit_code": JSONValue(Int(report.exitCode)),
            "verdict": .string(report.verdict),
            "targets": .array(report.targets.map(JSONValue.object)),
            "totals": .object(JSONObject(report.totals.map { ($0.what, JSONValue($0.count)) })),
            "summary": [
                "danger": JSONValue(figures.danger), "warn": JSONValue(figures.warnings), "info": JSONValue(figures.notes),
                "accepted": JSONValue(figures.accepted), "passed": JSONValue(figures.passed),
                "unknown": JSONValue(figures.unknown),
                "new": JSONValue(figures.new), "fixed": JSONValue(report.fixed.count),
            ],
        ]
    }

    private static func rest(_ report: AuditReport) -> JSONObject {
        [
            "unknown": .array(
                report.unknowns.map { entry in
                    [
                        "code": .string(entry.check.code), "name": .string(entry.check.name),
                        "asset": .object(entry.unknown.asset.json), "reason": .string(entry.unknown.reason),
                    ]
                }),
            "checks": .array(
                report.checks.map { check in
                    [
                        "code": .string(check.code), "name": .string(check.name), "about": .string(check.about),
                        "passed": JSONValue(check.passed), "findings": JSONValue(check.findings.count),
                        "unknown": JSONValue(check.unknown.count),
                    ]
                }),
            "charts": .array(report.charts.map(chart)),
            "notes": .array(report.notes.map(JSONValue.string)),
            "fixed": .array(report.fixed.map(JSONValue.string)),
            "missing": .array(report.missing.map(JSONValue.string)),
        ]
    }

    private static func chart(_ chart: AuditChart) -> JSONValue {
        [
            "title": .string(chart.title), "shape": .string(chart.shape.rawValue), "unit": .string(chart.unit),
            "rows": .array(
                chart.rows.map { row in
                    var object: JSONObject = ["label": .string(row.label), "value": .double(row.value)]
                    if let limit = row.limit { object.append("limit", .double(limit)) }
                    return .object(object)
                }),
        ]
    }
}
