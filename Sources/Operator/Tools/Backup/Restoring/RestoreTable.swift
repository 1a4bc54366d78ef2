import Changes
import Guard
import JSON

/// What became of each stream of a backup.
struct RestoreTable: Sendable {
    private(set) var rows: [JSONObject] = []
    private(set) var restored = 0
    private(set) var failed = 0
    /// Consumers by how they stand beside the archive.
    private var positions: [String: Int] = [:]
    /// Whether the backup is of a cluster.
    let isOfCluster: Bool

    init(isOfCluster: Bool) { self.isOfCluster = isOfCluster }

    private static let most = 40_000
    private static let standings = ["same", "explained", "unknown"]

    mutating func add(_ stream: String, directory: String? = nil, failure: ToolFailure) {
        failed += 1
        rows.append([
            "stream": .string(stream), "status": .string(failure.code == "cancelled" ? "cancelled" : "failed"),
            "code": .string(failure.code), "message": .string(failure.message),
        ])
    }

    mutating func add(_ stream: String, as name: String, _ report: ChangeReport) {
        let isFine = report.status == .done || (report.status == .planned && report.verdict != .refused)
        if report.status == .done { restored += 1 }
        if !isFine { failed += 1 }
        var row: JSONObject = [
            "stream": .string(stream), "status": .string(report.status == .done ? "restored" : report.status.rawValue),
        ]
        if name != stream { row["as"] = .string(name) }
        for key in ["messages", "consumers", "positions"] {
            if let value = report.outcome?[key] { row.append(key, value) }
        }
        // Where positions are not all the archive's it is said which, and what is not known of them.
        let positions = report.outcome?["positions"]?.object
        for key in Self.standings { self.positions[key, default: 0] += positions?[key]?.int ?? 0 }
        if positions?["explained"] != nil || positions?["unknown"] != nil, let words = report.verification {
            row.append("verification", .string(words))
        }
        if report.status != .done, let archive = report.request["archive"] {
            for key in ["messages", "consumers"] { row[key] = archive[key] }
        }
        let findings = report.findings.filter { $0.level > .info }
        if !findings.isEmpty {
            row.append(
                "findings",
                .array(
                    findings.map {
                        ["rule": .string($0.rule), "level": .string($0.level.rawValue), "effect": .string($0.effect)]
                    }))
        }
        if report.status != .done, report.status != .planned {
            if let code = report.code { row.append("code", .string(code)) }
            if let message = report.message { row.append("message", .string(message)) }
        }
        rows.append(row)
    }

    func result(isDry: Bool, why: String?) -> JSONObject {
        var result: JSONObject = [
            "status": .string(isDry ? "planned" : failed > 0 ? "incomplete" : "done"), "restored": JSONValue(restored),
            "not_restored": JSONValue(isDry ? rows.count : failed),
        ]
        if positions.values.contains(where: { $0 > 0 }) {
            result.append("positions", .object(JSONObject(Self.standings.map { ($0, JSONValue(positions[$0] ?? 0)) })))
            if isOfCluster { result.append("note", .string("Of consumers: \(RestoredArchive.rolledBack).")) }
        }
        if isDry, failed > 0 { result.append("message", .string("\(failed) of \(rows.count) streams could not be restored so.")) }
        if !isDry, failed > 0 {
            result.append(
                "message",
                .string(
                    "\(failed) of \(rows.count) streams are not there: `streams` says which, and why. Nothing of them is half-made unless it says so."
                ))
        }
        if let why { result.append("next", .string(why)) }
        // Those that failed first, then those with something to say: they must not be what does not fit.
        var size = 0
        var shown: [JSONValue] = []
        func rank(_ row: JSONObject) -> Int { row["code"] != nil ? 0 : row["verification"] != nil ? 1 : 2 }
        for row in (0...2).flatMap({ wanted in rows.filter { rank($0) == wanted } }) {
            size += JSONValue.object(row).serialized().count
            if size > Self.most, !shown.isEmpty { break }
            shown.append(.object(row))
        }
        result.append("streams", .array(shown))
        if shown.count < rows.count { result.append("truncated", true) }
        return result
    }
}
