public import JSON
public import Model

/// Deletes single messages of a stream (`$JS.API.STREAM.MSG.DELETE`).
public struct MessageDelete: StreamAsset {
    public static let kind = "stream.message.delete"
    public static let rules: [Rule<MessageDelete>] = [
        .messageDeleteUnseen, .messagesDeleted, .messageDeleteDenied, .messageOfBucket, .messageOfMirror, .messageCopiesStay,
    ]

    public let stream: String
    /// Those that were asked for, in order.
    public let asked: [UInt64]
    /// Whether their bytes are overwritten in the store too.
    public let erase: Bool
    /// Those of them that are there; nil before that is known.
    public private(set) var found: [MessageGlance]?

    public init(stream: String, sequences: [UInt64], erase: Bool = true) {
        self.stream = stream
        asked = Array(Set(sequences)).sorted()
        self.erase = erase
    }

    /// What is to be sent.
    public var sequences: [UInt64] { found?.map(\.sequence) ?? asked }

    public var json: JSONObject {
        ["stream": .string(stream), "sequences": .array(sequences.map { JSONValue($0) }), "erase": .bool(erase)]
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard let answer = evidence[.stream(stream)] else { return [.stream(stream)] }
        guard case .stream = answer else { return [] }
        return [.consumers(stream: stream), .dependents(stream: stream), messages]
    }

    public func narrowed(by evidence: Evidence) -> MessageDelete {
        guard case .messages(let found)? = evidence[messages] else { return self }
        var deletion = self
        deletion.found = found
        return deletion
    }

    /// Only what was shown.
    public func bound(to request: JSONObject) -> MessageDelete {
        guard let shown = request["sequences"]?.array?.compactMap(\.uint64) else { return self }
        return MessageDelete(stream: stream, sequences: shown.filter(asked.contains), erase: erase)
    }

    public func loss(given evidence: Evidence) -> Loss {
        switch evidence[messages] {
        case .messages(let found)?: return found.isEmpty ? .none : .messages(.exactly(UInt64(found.count)))
        case .unknown(let why)?: return .unknown(why)
        default: return .unknown("the messages were not read")
        }
    }

    var messages: Question { .messagesAt(asked, stream: stream) }
}
