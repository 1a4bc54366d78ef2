public import NATS
import Platform

extension SystemClient {
    /// Listens to several subjects at once for a while. Each message goes to `take`, which tells whether to go on; once it has said
    /// no, it says so again.
    /// - Parameters:
    ///   - tick: how long until `onTick` is to be called, though nothing came; nil where it need not be.
    /// - Returns: why it ended before its time, where it did not end by itself.
    public func listen(
        to subscriptions: [NATSSubscription], for duration: Duration, tick: @escaping @Sendable () -> Duration?,
        onTick: @escaping @Sendable () -> Void, take: @escaping @Sendable (NATSMessage) -> Bool
    ) async -> NATSError? {
        let end = MonotonicTime.now.advanced(by: duration)
        return await withTaskGroup(of: NATSError?.self) { group in
            for subscription in subscriptions {
                group.addTask {
                    var messages = subscription.makeAsyncIterator()
                    while true {
                        let left = end.duration(since: .now)
                        do throws(NATSError) {
                            guard let message = try await messages.next(within: min(left, tick() ?? left)) else { return nil }
                            guard take(message) else {
                                // The others end with their subscriptions.
                                for other in subscriptions { other.cancel() }
                                return nil
                            }
                        } catch {
                            guard error.code == .timeout else { return error }
                            if left == .zero { return nil }
                            onTick()
                        }
                    }
                }
            }
            var failure: NATSError?
            for await error in group {
                guard let error else { continue }
                failure = failure ?? error
                for subscription in subscriptions { subscription.cancel() }
            }
            return failure
        }
    }
}
