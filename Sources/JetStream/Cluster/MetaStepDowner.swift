public import Guard
import JSON
public import Model
import NATS
import Platform

/// Has another server lead the group that keeps what streams and consumers there are. For users of the system account.
public struct MetaStepDowner: Performer {
    let jetStream: JetStreamClient
    /// How the group is, told by the servers themselves; nil where there is none.
    let look: @Sendable () async throws(LookFailure) -> MetaState?

    /// Why the servers could not be asked.
    public struct LookFailure: Error {
        let message: String
        public init(_ message: String) { self.message = message }
    }

    /// How long an election may take.
    private static let patience = Duration.seconds(20)

    public init(_ jetStream: JetStreamClient, look: @escaping @Sendable () async throws(LookFailure) -> MetaState?) {
        self.jetStream = jetStream
        self.look = look
    }

    public func answer(_ question: Question) async -> Fact {
        guard question == .meta else { return await jetStream.answer(question) }
        do {
            return .meta(try await look())
        } catch {
            return .unknown(error.message)
        }
    }

    public func perform(_ cleared: consuming Cleared<MetaStepDown>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            _ = try await jetStream.call("META.LEADER.STEPDOWN", change.placement.map { ["placement": .object($0)] })
        } catch {
            throw error.asChangeFailure
        }
        var outcome: JSONObject = [:]
        if let before = change.leader { outcome.append("previous_leader", .string(before)) }
        let after = await newLeader(instead: change.leader)
        if let after { outcome.append("leader", .string(after)) }
        return Performed(outcome: outcome, verification: Self.words(change, after))
    }

    /// Asks the servers until one leads that did not before.
    /// - Returns: who leads at last.
    private func newLeader(instead before: String?) async -> String? {
        let end = MonotonicTime.now.advanced(by: Self.patience)
        var pause = Duration.milliseconds(200)
        var last: String?
        while end.duration(since: .now) > .zero, !Task.isCancelled {
            await Pause.wait(pause)
            pause = min(pause * 2, .seconds(2))
            last = (try? await look())?.group.leader
            if let last, last != before { return last }
        }
        return last
    }

    private static func words(_ change: MetaStepDown, _ leader: String?) -> String {
        guard let leader else { return "asked again: no leader was elected within \(patience.components.seconds) s" }
        if leader == change.leader { return "asked again: \(quoted(leader)) leads still, or again" }
        let other = change.preferred.map { $0 != leader } ?? false
        return "asked again: \(quoted(leader)) leads" + (other ? ", not the one preferred" : "")
    }
}
