public import JSON
import Model

/// Has a stream led by another of its servers (`$JS.API.STREAM.LEADER.STEPDOWN`).
public struct StreamStepDown: StreamAsset {
    public static let kind = "stream.step_down"
    public static let rules: [Rule<StreamStepDown>] = [
        .stepDownUnseen, .stepDownImpossible, .preferredCannotLead, .leadershipMoves,
    ]

    public let stream: String
    /// The server that is to lead.
    public let preferred: String?
    /// Who leads now; nil before that is known.
    public private(set) var leader: String?

    public init(stream: String, preferred: String? = nil) {
        self.stream = stream
        self.preferred = preferred
    }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream)]
        if let preferred { object.append("preferred", .string(preferred)) }
        if let leader { object.append("leader", .string(leader)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] { [.stream(stream)] }

    public func narrowed(by evidence: Evidence) -> StreamStepDown {
        var change = self
        change.leader = evidence.stream(stream)?.leader
        return change
    }
}
