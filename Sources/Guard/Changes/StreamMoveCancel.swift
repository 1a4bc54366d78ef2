public import JSON
import Model

/// Stops a stream from moving to other servers, or from being scaled (`$JS.API.STREAM.CANCEL_MOVE`).
public struct StreamMoveCancel: StreamAsset {
    public static let kind = "stream.move.cancel"
    public static let rules: [Rule<StreamMoveCancel>] = [.moveCancelImpossible, .moveCancelled]

    public let stream: String

    public init(stream: String) { self.stream = stream }

    public var json: JSONObject { ["stream": .string(stream)] }

    public func questions(given evidence: Evidence) -> [Question] { [.stream(stream)] }
}
