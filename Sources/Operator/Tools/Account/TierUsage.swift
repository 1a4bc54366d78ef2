import JSON

/// What is used of the limits of an account, or of one of its tiers.
struct TierUsage {
    private let tier: String?
    private let info: JSONObject

    /// - Parameter info: as the server tells it: `memory`, `storage`, `streams`, `consumers`, `limits`.
    init(_ tier: String?, _ info: JSONObject) {
        self.tier = tier
        self.info = info
    }

    /// A resource, what it is called in `limits`, and what of it is promised to streams (their `max_bytes`).
    private static let resources: [(name: String, limit: String, reserved: String?)] = [
        ("memory", "max_memory", "reserved_memory"), ("storage", "max_storage", "reserved_storage"),
        ("streams", "max_streams", nil), ("consumers", "max_consumers", nil),
    ]

    var json: JSONObject {
        var object: JSONObject = [:]
        if let tier { object.append("tier", .string(tier)) }
        for resource in Self.resources {
            let used = info[resource.name]?.uint64 ?? 0
            var shown: JSONObject = ["used": JSONValue(used)]
            let reserved = resource.reserved.flatMap { info[$0]?.uint64 } ?? 0
            if reserved > 0 { shown.append("reserved", JSONValue(reserved)) }
            if let limit = limit(resource.limit) {
                shown.append("limit", JSONValue(limit))
                if let percent = Self.percent(used, of: limit) { shown.append("percent", JSONValue(percent)) }
                if reserved > 0, let percent = Self.percent(reserved, of: limit) {
                    shown.append("reserved_percent", JSONValue(percent))
                }
            } else {
                shown.append("limit", "none")
            }
            object.append(resource.name, .object(shown))
        }
        for (key, name) in [
            ("memory_max_stream_bytes", "largest_memory_stream"), ("storage_max_stream_bytes", "largest_file_stream"),
            ("max_ack_pending", "largest_max_ack_pending"),
        ] {
            if let limit = limit(key), limit > 0 { object.append(name, JSONValue(limit)) }
        }
        if info["limits"]?["max_bytes_required"]?.bool == true { object.append("max_bytes_required", true) }
        return object
    }

    var warnings: [String] {
        let of = tier.map { " of tier \($0)" } ?? ""
        var found: [String] = []
        for resource in Self.resources {
            guard let limit = limit(resource.limit) else { continue }
            if let percent = Self.percent(info[resource.name]?.uint64 ?? 0, of: limit), percent >= 80 {
                found.append("\(resource.name)\(of): \(percent) % of the limit is used")
            } else if let reserved = resource.reserved.flatMap({ info[$0]?.uint64 }),
                let percent = Self.percent(reserved, of: limit), percent >= 80
            {
                found.append("\(resource.name)\(of): \(percent) % of the limit is reserved by streams with max_bytes")
            }
        }
        return found
    }

    /// Nil where there is none: the server says -1.
    private func limit(_ key: String) -> UInt64? { info["limits"]?[key]?.uint64 }

    /// Rounded down: 100 means that nothing is left.
    private static func percent(_ used: UInt64, of limit: UInt64) -> Int? {
        guard limit > 0 else { return nil }
        return Int((Double(used) / Double(limit) * 100).rounded(.down))
    }
}
