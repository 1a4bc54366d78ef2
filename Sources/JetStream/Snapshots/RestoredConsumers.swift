import Guard
import Model
import NATS
import Platform

/// Looks where the consumers of a restored stream stand.
struct RestoredConsumers: Sendable {
    /// In a cluster it takes a moment until every consumer has a leader that knows its position, and has all the messages.
    private static let patience = Duration.seconds(10)

    let jetStream: JetStreamClient
    let change: StreamRestore

    /// - Parameter stream: how its messages compare.
    /// - Returns: nil where the archive has no consumers, or they were left out.
    func comparison(with stream: RestoreComparison) async -> ConsumerComparison? {
        guard change.withConsumers, !change.archive.consumers.isEmpty else { return nil }
        let end = MonotonicTime.now.advanced(by: Self.patience)
        while true {
            let found: ConsumerComparison
            var isFinal = false
            do throws(JetStreamError) {
                let consumers = try await jetStream.consumers(of: change.stream, limit: .max)
                found = ConsumerComparison(consumers, of: change, isStreamSame: stream == .same)
                // What is not there yet, or not where it was, is looked at again.
                isFinal = found.differs.isEmpty && !found.mayBeCounting
            } catch {
                found = ConsumerComparison(unknown: "where they stand: \(error.message)")
                isFinal = error.cause?.code == .permissionDenied
            }
            if isFinal || Task.isCancelled || MonotonicTime.now >= end { return found }
            await Pause.wait(.milliseconds(300))
        }
    }
}
