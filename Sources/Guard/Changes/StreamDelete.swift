public import JSON
import Model

/// Deletes a stream with all its messages and consumers (`$JS.API.STREAM.DELETE`); buckets are streams too.
public struct StreamDelete: StreamAsset {
    public static let kind = "stream.delete"
    public static let rules: [Rule<StreamDelete>] = [.deleteUnseen, .streamDeleted, .originDeleted]

    public let stream: String
    /// The last sequence there was when this was reviewed: what came later is not counted as lost.
    public private(set) var last: UInt64?

    public init(stream: String) { self.stream = stream }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream)]
        if let last { object.append("last_sequence", JSONValue(last)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        [.stream(stream), .consumers(stream: stream), .dependents(stream: stream)]
    }

    public func narrowed(by evidence: Evidence) -> StreamDelete {
        var deletion = self
        deletion.last = last ?? evidence.stream(stream)?.state.lastSequence
        return deletion
    }

    public func bound(to request: JSONObject) -> StreamDelete {
        var deletion = self
        deletion.last = request["last_sequence"]?.uint64 ?? last
        return deletion
    }

    public func loss(given evidence: Evidence) -> Loss {
        guard let info = evidence.stream(stream) else { return .unknown("the stream could not be read") }
        let count = info.state.messages(through: last)
        return count == 0 ? .none : .messages(.exactly(count))
    }
}
