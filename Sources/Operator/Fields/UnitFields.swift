import JSON
import Platform

/// Arguments that carry a unit.
extension Field where Value == Duration? {
    /// A duration that may be left out: `30s`, `1h30m`. A bare number is refused: nobody can tell which unit it means.
    static func duration(
        _ name: String, _ description: String, in range: ClosedRange<Duration>? = nil, aliases: [String] = []
    ) -> Field {
        let schema: JSONObject = [
            "type": "string", "description": .string(description + " As 30s, 5m, 7d."),
        ]
        return Field(name, aliases: aliases, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            let bounds = range.map {
                " from \(DurationText.text($0.lowerBound)) to \(DurationText.text($0.upperBound))"
            }
            guard let duration = value.string.flatMap(DurationText.parse), range?.contains(duration) ?? true else {
                throw ArgumentMistake("a duration with its unit (30s, 5m, 1h30m, 7d)" + (bounds ?? ""))
            }
            return duration
        }
    }
}

extension Field where Value == Int64? {
    /// A size in bytes that may be left out: `1048576`, `1M`, `1MB`, `1MiB` (all the same).
    static func size(
        _ name: String, _ description: String, in range: ClosedRange<Int64> = 0...Int64.max, aliases: [String] = []
    ) -> Field {
        let schema: JSONObject = [
            "type": "string",
            "description": .string(description + " Bytes, or as 64K, 1M, 1G."),
        ]
        return Field(name, aliases: aliases, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            let bytes = value.int64 ?? value.string.flatMap(SizeText.parse)
            guard let bytes, range.contains(bytes) else {
                throw ArgumentMistake(
                    "a size in bytes, or with a unit (64K, 1M, 1G)"
                        + (range.upperBound == .max ? "" : ", from \(range.lowerBound) to \(range.upperBound)"))
            }
            return bytes
        }
    }
}

extension Field where Value == WallTime? {
    /// A moment that may be left out: RFC 3339, or how long ago.
    static func time(_ name: String, _ description: String, aliases: [String] = []) -> Field {
        let schema: JSONObject = [
            "type": "string",
            "description": .string(description + " RFC 3339, or how long ago (15m, 7d)."),
        ]
        return Field(name, aliases: aliases, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            if let text = value.string {
                if let time = WallTime(rfc3339: text) { return time }
                if let ago = DurationText.parse(text) { return WallTime.now().advanced(by: .zero - ago) }
            }
            throw ArgumentMistake("a time as in RFC 3339 (2026-01-31T12:00:00Z), or how long ago (15m, 1h30m, 7d)")
        }
    }
}
