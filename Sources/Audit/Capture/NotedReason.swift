import Guard
import JSON

/// Why a field of a stream or consumer is as it is, by the journal of whoever collected.
public struct NotedReason: Sendable, Hashable {
    public let stream: String
    /// Nil for a reason of the stream itself.
    public let consumer: String?
    public let field: String
    /// By a human or an assistant: untrusted.
    public let text: String
    /// RFC 3339; nil where it was not written down.
    public let time: String?

    public init(stream: String, consumer: String?, field: String, text: String, time: String?) {
        self.stream = stream
        self.consumer = consumer
        self.field = field
        self.text = text
        self.time = time
    }

    var json: JSONObject {
        var row: JSONObject = ["stream": .string(stream)]
        if let consumer { row.append("consumer", .string(consumer)) }
        row.append("field", .string(field))
        row.append(Masking.reasonKey, .string(text))
        if let time { row.append("time", .string(time)) }
        return row
    }

    init?(json: JSONObject) {
        guard let stream = json["stream"]?.string, let field = json["field"]?.string, let text = json[Masking.reasonKey]?.string
        else { return nil }
        self.init(
            stream: stream, consumer: json["consumer"]?.string, field: field, text: text, time: json["time"]?.string)
    }
}

/// The reasons of an account, as the guard's rules ask for them.
struct NotedReasons {
    private struct Place: Hashable {
        let stream: String
        let consumer: String?
    }

    private var reasons: [Place: [String: DocumentedReason]] = [:]

    init(_ all: [NotedReason]) {
        for one in all {
            reasons[Place(stream: one.stream, consumer: one.consumer), default: [:]][one.field] = DocumentedReason(
                text: one.text, place: .journal, time: one.time)
        }
    }

    func of(_ stream: String, _ consumer: String? = nil) -> [String: DocumentedReason] {
        reasons[Place(stream: stream, consumer: consumer)] ?? [:]
    }
}
