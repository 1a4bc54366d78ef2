import JSON

/// What results of backups and restores have in them.
enum BackupOutput {
    static let saving: JSONObject = [
        "status": ["type": "string", "description": "done; incomplete: some streams are not in it; running: as `job`."],
        "complete": ["type": "boolean"],
        "directory": ["type": "string"], "manifest": ["type": "string"],
        "streams": ["type": "integer"], "reused": ["type": "integer", "description": "Kept from an earlier run: unchanged."],
        "messages": ["type": "integer"], "bytes": ["type": "integer", "description": "As the server counts them."],
        "file_bytes": ["type": "integer"], "consumers": ["type": "integer"],
        "unsaved_count": ["type": "integer"],
        "unsaved": ["type": "array", "items": ["type": "object"], "description": "stream, reason."],
        "fewer": [
            "type": "array", "items": ["type": "object"],
            "description": "Streams that lost messages meanwhile: stream, saved, told.",
        ],
        "message": ["type": "string"], "note": ["type": "string"], "next": ["type": "string"],
        "job": ["type": "string"], "progress": ["type": "string"],
    ]

    static let restoring: JSONObject = [
        "status": [
            "type": "string",
            "description": "done; planned: nothing was sent; incomplete: some are not there; running: as `job`.",
        ],
        "restored": ["type": "integer"], "not_restored": ["type": "integer"],
        "positions": ["type": "object", "description": "Of consumers: same, explained, unknown."],
        "note": ["type": "string"],
        "streams": [
            "type": "array", "items": ["type": "object"],
            "description": "stream, as, status, messages, consumers, findings (rule, level, effect), message.",
        ],
        "message": ["type": "string"], "next": ["type": "string"], "job": ["type": "string"], "progress": ["type": "string"],
        "truncated": ["type": "boolean"],
    ]
}
