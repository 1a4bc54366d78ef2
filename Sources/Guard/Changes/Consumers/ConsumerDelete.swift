public import JSON
import Model

/// Deletes a consumer, and with it its position (`CONSUMER.DELETE`).
public struct ConsumerDelete: InterestReleasing {
    public static let kind = "consumer.delete"
    public static let rules: [Rule<ConsumerDelete>] = [
        .consumerDeleteUnseen, .consumerDeleteLosesPosition, .consumerForPointRead,
    ]

    public let stream: String
    public let consumer: String
    public private(set) var reviewedTo: UInt64?

    public init(stream: String, consumer: String) {
        self.stream = stream
        self.consumer = consumer
    }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream), "consumer": .string(consumer)]
        if let reviewedTo { object.append("reviewed_to", JSONValue(reviewedTo)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        // What consumers have yet to read is asked before the stream's end: what comes in between looks like more to lose.
        guard evidence[.stream(stream)] != nil else { return [question, .consumers(stream: stream), .stream(stream)] }
        return releaseQuestions(given: evidence)
    }

    public func narrowed(by evidence: Evidence) -> ConsumerDelete {
        guard release(evidence) != nil else { return self }
        var deletion = self
        deletion.reviewedTo = reviewedTo ?? stream(evidence)?.state.lastSequence
        return deletion
    }

    public func bound(to request: JSONObject) -> ConsumerDelete {
        var deletion = self
        deletion.reviewedTo = request["reviewed_to"]?.uint64
        return deletion
    }

    public func loss(given evidence: Evidence) -> Loss { releaseLoss(given: evidence) }

    func release(_ evidence: Evidence) -> InterestRelease? { InterestRelease(self, evidence) }

    static let example = ConsumerDelete(stream: "S", consumer: "c")
}
