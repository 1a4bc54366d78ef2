import JSON
import NATS
import Platform

/// How bytes that somebody stored are shown: as data, marked as untrusted, never more than there is room for.
enum Payload {
    /// The member that holds a user's own JSON, untouched.
    static let jsonKey = "json"

    /// `{size, encoding, json | text | base64, truncated?}`
    ///
    /// JSON where it is JSON, else text where it is UTF-8, else base64.
    static func shown(_ bytes: [UInt8], limit: Int) -> JSONObject {
        var object: JSONObject = ["size": JSONValue(bytes.count)]
        guard !bytes.isEmpty else { return object }
        let begin = bytes.first { $0 != 32 && $0 != 10 && $0 != 13 && $0 != 9 } ?? 0
        if bytes.count <= limit, begin == UInt8(ascii: "{") || begin == UInt8(ascii: "["),
            let value = try? JSONParser(maximumBytes: limit, maximumDepth: 64).parse(bytes)
        {
            object.append("encoding", "json")
            object.append(jsonKey, value)
            return object
        }
        var shown = bytes.prefix(limit)
        let isCut = shown.count < bytes.count
        if isCut { shown = shown.dropLast(brokenTail(shown)) }
        if let text = String(validating: shown, as: UTF8.self) {
            object.append("encoding", "text")
            object.append("text", .string(text))
        } else {
            object.append("encoding", "base64")
            object.append("base64", .string(Base64.encode(Array(bytes.prefix(limit / 4 * 3)))))
        }
        if isCut { object.append("truncated", true) }
        return object
    }

    /// The same, cut further until it fits: controls and quotes are longer in JSON than in the payload.
    static func shown(_ bytes: [UInt8], limit: Int, where fits: (JSONObject) -> Bool) -> JSONObject {
        var limit = limit
        var object = shown(bytes, limit: limit)
        while limit > 0, !fits(object) {
            limit = limit * 2 / 3
            object = shown(bytes, limit: limit)
        }
        return object
    }

    static func headers(_ headers: NATSHeaders) -> JSONObject {
        var object: JSONObject = [:]
        for field in headers.fields {
            switch object[field.name] {
            case nil: object[field.name] = .string(field.value)
            case .array(let values)?: object[field.name] = .array(values + [.string(field.value)])
            case let value?: object[field.name] = [value, .string(field.value)]
            }
        }
        return object
    }

    /// How many bytes at the end begin a character that the cut tore apart.
    private static func brokenTail(_ bytes: ArraySlice<UInt8>) -> Int {
        for (offset, byte) in bytes.reversed().prefix(4).enumerated() {
            if byte < 0x80 { return 0 }
            if byte >= 0xC0 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                return offset + 1 < length ? offset + 1 : 0
            }
        }
        return 0
    }
}
