import Archive
public import JSON
import Platform

/// Lists the backups below the allowed directory.
public struct BackupList: Tool {
    public let name = "backup_ls"
    public let title = "List backups"
    public let description =
        "Lists the backups below --files-root, also those the nats command line made: of what, from when, how many streams, and "
        + "whether complete, partial, being made, or unmarked (no manifest). Asks no server; what is in them backup_verify checks."
    public let effect = Effect.read
    public let scope = Scope.program

    private static let path = Field<String?>.optionalText("path", "Below this directory, relative to --files-root.")
    private static let limit = Field<Int>.count("limit", "Rows in one result at most.", in: 1...1000, default: 100).terse()

    public let fields: [any FieldShape] = [path, limit, Cursor.field, Budget.field]

    public let output = JSONObject.joined(
        [
            "backups": ["type": "array", "items": ["type": "object"], "description": "In order of path."],
            "total": ["type": "integer"],
            "note": ["type": "string"],
        ], PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let path = try arguments(Self.path) ?? ""
        let limit = try arguments(Self.limit)
        let query: JSONObject = ["path": .string(path)]
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let root = try FileAccess.root(context)
        let found = try await BackupAccess.run { flag throws(ArchiveError) in
            let found = try BackupListing.find(below: path, in: root, cancelled: flag)
            return (rows: found.backups.map { BackupRows.row($0) }, isCut: found.isCut)
        }
        let page = try PagedRows(
            found.rows, tool: name, query: query, cursor: try arguments(Cursor.field), limit: limit, budget: &budget)
        var result: JSONObject = [:]
        page.append(to: &result, as: "backups")
        result.append("total", JSONValue(found.rows.count))
        if found.isCut {
            result.append(
                "note", "Some directories were not looked into: too deep, too many, or not ours to read. Give one as `path`.")
        }
        return result
    }
}

/// Backups as rows.
enum BackupRows {
    static func row(_ backup: StoredBackup) -> PagedRows.Row {
        var row: JSONObject = [
            "backup": .string(backup.path), "stage": .string(backup.stage.rawValue), "kind": .string(backup.kind.rawValue),
        ]
        if let source = backup.source { row.append("source", .object(source.json)) }
        if let started = backup.started ?? written(backup) { row.append("started", .string(started.rfc3339)) }
        if let ended = backup.manifest?.ended { row.append("ended", .string(ended.rfc3339)) }
        if backup.records.isEmpty, backup.manifest == nil {
            // Counted, not read: what is in them nobody wrote down.
            row.append("streams", JSONValue((try? backup.streams().count) ?? 0))
        } else {
            row.append("streams", JSONValue(backup.records.count))
            row.append("messages", JSONValue(backup.records.reduce(0) { $0 &+ $1.messages }))
            row.append("file_bytes", JSONValue(backup.records.reduce(0) { $0 &+ $1.dataFile.size &+ $1.configurationFile.size }))
        }
        if let unsaved = backup.manifest?.unsaved, !unsaved.isEmpty { row.append("unsaved", JSONValue(unsaved.count)) }
        if let selection = backup.manifest?.selection { row.append("selection", .string(selection)) }
        if let fault = backup.manifestFault { row.append("fault", .string(fault.message)) }
        return PagedRows.Row(place: backup.path, json: row)
    }

    /// When the last of its streams was written, where nothing else tells of a time.
    private static func written(_ backup: StoredBackup) -> WallTime? {
        (try? backup.streams())?.compactMap { try? $0.data().changed }.max()
    }
}
