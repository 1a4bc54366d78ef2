import Archive
import JSON
import Model

/// The streams one call looked at.
struct VerifiedStreams {
    let total: Int
    private let isFull: Bool
    private let limit: Int
    private var rows: [JSONValue] = []
    private var counts: [Verdict: Int] = [:]
    private var last: String?
    private(set) var firstFault: BackupFault?

    init(total: Int, isFull: Bool, limit: Int) {
        self.total = total
        self.isFull = isFull
        self.limit = limit
    }

    var isAnyLookedAt: Bool { last != nil }
    var verdict: Verdict { counts.keys.max() ?? .sound }

    /// False where the result has no room for its row: the next call begins with it.
    mutating func take(_ report: StreamVerification, at place: String, _ budget: inout Budget) -> Bool {
        if isFull || report.verdict != .sound {
            var row = BackupVerifyRows.row(report)
            if rows.isEmpty, !budget.fits(row) { row = Trimmed.fitting(row, budget).object }
            guard rows.count < limit, budget.take(row, isFirst: rows.isEmpty) else { return false }
            rows.append(.object(row))
        }
        counts[report.verdict, default: 0] += 1
        if firstFault == nil { firstFault = report.faults.first }
        last = place
        return true
    }

    func append(to result: inout JSONObject, tool: String, query: JSONObject, seen: String?, all: [StoredStream]) {
        result.append("streams", .array(rows))
        result.append(
            "looked_at",
            [
                "streams": JSONValue(counts.values.reduce(0, +)), "of": JSONValue(total),
                "sound": JSONValue(counts[.sound] ?? 0), "unknown": JSONValue(counts[.unknown] ?? 0),
                "damaged": JSONValue(counts[.damaged] ?? 0),
            ])
        let end = last ?? seen
        let isCut = all.last.map { $0.directory != end } ?? false
        result.append("truncated", .bool(isCut))
        if isCut, let end {
            result.append("next_cursor", .string(Cursor(tool: tool, query: query, position: ["after": .string(end)]).text))
        }
    }
}

/// Reports as rows.
enum BackupVerifyRows {
    private static let mostFaults = 20

    static func row(_ report: StreamVerification) -> JSONObject {
        var row: JSONObject = ["stream": .string(report.name), "verdict": .string(report.verdict.rawValue)]
        if !report.faults.isEmpty { row.append("faults", .array(report.faults.prefix(mostFaults).map { .object(fault($0)) })) }
        for (key, texts) in [("unknown", report.unknown), ("notes", report.notes)] where !texts.isEmpty {
            row.append(key, .array(texts.map { .string($0) }))
        }
        if let counts = report.content?.counts {
            row.append("messages", JSONValue(counts.messages))
            row.append("first_sequence", JSONValue(counts.firstSequence))
            row.append("last_sequence", JSONValue(counts.lastSequence))
            row.append("deleted", JSONValue(counts.deleted))
            if let storage = report.description?.configuration.storage {
                row.append("bytes", JSONValue(counts.bytes(storage: storage)))
            }
        }
        if let content = report.content {
            row.append("generation", .string(content.generation.rawValue))
            row.append("consumers", .array(content.consumers.map { .object(consumer($0)) }))
        }
        if let size = report.dataSize { row.append("file_bytes", JSONValue(size)) }
        return row
    }

    /// As many as the budget has room for.
    static func faults(_ faults: [BackupFault], _ budget: inout Budget) -> [JSONValue] {
        var rows: [JSONValue] = []
        for item in faults {
            let row = fault(item)
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
        }
        return rows
    }

    private static func fault(_ fault: BackupFault) -> JSONObject {
        var row: JSONObject = ["code": .string(fault.code), "message": .string(fault.message)]
        if let path = fault.path { row.append("path", .string(path)) }
        return row
    }

    private static func consumer(_ consumer: ArchivedConsumer) -> JSONObject {
        var row: JSONObject = ["name": .string(consumer.name)]
        if let delivered = consumer.delivered { row.append("delivered", JSONValue(delivered)) }
        if let acknowledged = consumer.acknowledgedUpTo { row.append("acknowledged", JSONValue(acknowledged)) }
        if let inFlight = consumer.inFlight { row.append("in_flight", JSONValue(inFlight)) }
        if let pending = consumer.pending { row.append("pending", JSONValue(pending)) }
        return row
    }
}

extension StoredBackup {
    /// Whether a backup of one stream is of this one.
    func isOf(_ stream: String) -> Bool {
        if let record = records.first { return record.name == stream }
        return (try? streams().first?.description().configuration.name) == stream
    }
}
