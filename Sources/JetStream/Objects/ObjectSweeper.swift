public import Guard
import JSON
import Model

/// Erases chunks that no object refers to.
public struct ObjectSweeper: Performer {
    let jetStream: JetStreamClient
    let progress: @Sendable (_ done: Int, _ of: Int) -> Void

    public init(_ jetStream: JetStreamClient, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) {
        self.jetStream = jetStream
        self.progress = progress
    }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ObjectSweep>) async throws(ChangeFailure) -> Performed {
        let sweep = cleared.change
        guard let orphans = sweep.orphans else {
            throw ChangeFailure(code: "not_reviewed", message: "the bucket was not read before chunks were to be erased")
        }
        var purges = BoundedPurges(
            jetStream, stream: sweep.stream, orphans.found.map { .init(subject: $0.subject, bound: $0.last &+ 1) },
            progress: progress)
        do {
            try await purges.run()
        } catch {
            throw error.asChangeFailure(after: Self.outcome(purges, orphans))
        }
        return Performed(outcome: Self.outcome(purges, orphans), verification: await purges.verification())
    }

    private static func outcome(_ purges: BoundedPurges, _ orphans: ObjectOrphans) -> JSONObject {
        var object: JSONObject = ["orphans": JSONValue(purges.done), "purged": JSONValue(purges.purged)]
        let left = orphans.more &+ UInt64(orphans.found.count - purges.done)
        if left > 0 { object.append("left", JSONValue(left)) }
        return object
    }
}
