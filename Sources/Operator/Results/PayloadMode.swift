import JSON
import NATS

/// How much of what others stored is shown.
public enum PayloadMode: String, Sendable, CaseIterable, Comparable {
    /// Sizes and names only.
    case none
    /// The beginning.
    case preview
    /// As much as the result has room for.
    case full

    /// Bytes of a preview.
    public static let previewBytes = 1_000

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (a: PayloadMode, b: PayloadMode) -> Bool { a.rank < b.rank }

    static func field(default fallback: PayloadMode) -> Field<PayloadMode> {
        Field<String>.choice(
            "payload",
            "How much of each payload to show: none, preview (its first \(previewBytes) bytes), full (what the result has room for).",
            of: PayloadMode.self, default: fallback
        ).terse()
    }
}

/// Shows payloads as one call asked for it, and never more than whoever started the program lets out.
struct PayloadView: Sendable {
    let mode: PayloadMode
    /// Whether the program's own limit, not the call's argument, decided.
    let isCapped: Bool

    init(_ asked: PayloadMode, cap: PayloadMode) {
        mode = min(asked, cap)
        isCapped = cap < asked
    }

    /// `{size, encoding, json | text | base64, truncated?}`; `{size, not_shown}` for mode `none`.
    func shown(_ bytes: [UInt8], limit: Int) -> JSONObject { shown(bytes, limit: limit) { _ in true } }

    /// The same, cut further until it fits.
    ///
    /// - Parameter size: where it is known and the bytes were not read.
    func shown(_ bytes: [UInt8], size: Int? = nil, limit: Int, where fits: (JSONObject) -> Bool) -> JSONObject {
        if mode == .none {
            return [
                "size": JSONValue(size ?? bytes.count),
                "not_shown": .string(isCapped ? "the operator was started with --payloads none" : "payload is none"),
            ]
        }
        let limit = mode == .preview ? min(limit, PayloadMode.previewBytes) : limit
        var object = Payload.shown(bytes, limit: limit, where: fits)
        if isCapped, object["truncated"]?.bool == true {
            object.append("note", .string("the operator was started with --payloads \(mode.rawValue)"))
        }
        return object
    }

    /// Header fields; with mode `none` only NATS' own with their values.
    func headers(_ headers: NATSHeaders) -> JSONObject {
        var object = Payload.headers(headers)
        guard mode == .none else { return object }
        for key in object.keys where !key.hasPrefix("Nats-") && key != "KV-Operation" { object[key] = "(not shown)" }
        return object
    }
}
