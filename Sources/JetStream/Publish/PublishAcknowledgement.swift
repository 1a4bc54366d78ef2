import JSON
import NATS

/// What a stream answers to a message it was asked to store.
struct PublishAcknowledgement: Sendable {
    let stream: String
    let sequence: UInt64
    let isDuplicate: Bool
    let domain: String?
    /// A counter from now on.
    let value: String?
    /// How many messages of a batch were stored.
    let count: Int?

    var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream), "sequence": JSONValue(sequence)]
        if isDuplicate { object.append("duplicate", true) }
        if let domain { object.append("domain", .string(domain)) }
        return object
    }

    init(_ object: JSONObject) throws(JetStreamError) {
        if let error = object["error"]?.object { throw JetStreamClient.refusal(error) }
        guard let stream = object["stream"]?.string, let sequence = object["seq"]?.uint64 else {
            throw JetStreamError(.malformedReply, "the answer to a publish names no stream and sequence")
        }
        self.stream = stream
        self.sequence = sequence
        isDuplicate = object["duplicate"]?.bool ?? false
        domain = object["domain"]?.string
        value = object["val"]?.string
        count = object["count"]?.int
    }
}

extension Result where Success == PublishAcknowledgement, Failure == JetStreamError {
    /// Nil when the answer comes from somebody else than one of these streams; nil for `streams` means any.
    init?(_ reply: NATSMessage, expecting streams: [String]?) {
        guard let object = try? JSONParser().parse(reply.payload).object else { return nil }
        let isError = object["error"]?["err_code"] != nil
        guard isError || object["stream"]?.string.map({ streams?.contains($0) ?? true }) == true else { return nil }
        do {
            self = .success(try PublishAcknowledgement(object))
        } catch {
            self = .failure(error)
        }
    }
}
