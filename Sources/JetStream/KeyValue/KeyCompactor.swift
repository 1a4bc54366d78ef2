public import Guard
import JSON
import Model

/// Carries out compactions: one purge for each key, bounded by the revision of its mark.
public struct KeyCompactor: Performer {
    let jetStream: JetStreamClient
    let progress: @Sendable (_ done: Int, _ of: Int) -> Void

    /// - Parameter progress: keys done, of how many.
    public init(_ jetStream: JetStreamClient, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) {
        self.jetStream = jetStream
        self.progress = progress
    }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<KeyCompact>) async throws(ChangeFailure) -> Performed {
        let compact = cleared.change
        guard let deleted = compact.deleted else {
            throw ChangeFailure(code: "not_reviewed", message: "the bucket was not read before it was to be compacted")
        }
        var purges = BoundedPurges(
            jetStream, stream: compact.stream, deleted.keys.map { .init(subject: $0.subject, bound: $0.bound) },
            progress: progress)
        do {
            try await purges.run()
        } catch {
            throw error.asChangeFailure(after: Self.outcome(purges, deleted))
        }
        return Performed(outcome: Self.outcome(purges, deleted), verification: await purges.verification())
    }

    private static func outcome(_ purges: BoundedPurges, _ deleted: DeletedKeys) -> JSONObject {
        var object: JSONObject = ["keys": JSONValue(purges.done), "purged": JSONValue(purges.purged)]
        let left = deleted.more &+ UInt64(deleted.keys.count - purges.done)
        if left > 0 { object.append("left", JSONValue(left)) }
        if !deleted.isComplete { object.append("complete", false) }
        return object
    }
}
