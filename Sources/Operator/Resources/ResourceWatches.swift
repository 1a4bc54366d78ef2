import Guard
import NATS
import Platform
import Synchronization

/// The resources that somebody subscribed to, each watched once, by listening: no state is asked for again and again.
///
/// A key, a bucket and an object are read by a consumer that delivers what is new; a stream by the server's advisories. After a
/// reconnect all are begun anew, and every resource counts as changed once: nobody knows what was missed.
public final class ResourceWatches: Sendable {
    /// Each is a consumer or a subscription on the server.
    static let limit = 64

    private struct State {
        var entries: [String: (entry: WatchEntry, count: Int)] = [:]
        /// Listens to the ups and downs of a context's connection while something of it is watched.
        var listeners: [String: Task<Void, Never>] = [:]
        var isClosed = false
    }

    private let resources: Resources
    private let state = Mutex(State())
    private let underWay = CleanUps()

    public init(_ contexts: Contexts) { resources = Resources(contexts) }

    /// How many are watched now.
    var count: Int { state.withLock { $0.entries.count } }

    /// Begins to watch, or joins whoever does already: every change after this has returned is told.
    public func watch(_ uri: String, changed: @escaping @Sendable () async -> Void) async throws(ToolFailure) {
        let address = try resources.address(uri)
        let services = try resources.services(for: address)
        let watching = ResourceWatching(services: services, thing: address.thing)
        try watching.check()
        let (entry, isNew) = try join(uri, services.context, changed)
        if isNew {
            entry.runs(
                Task(executorPreference: WorkerPool.shared) { [underWay] in
                    await underWay.track { await watching.run(entry) }
                })
            listen(to: services)
        }
        do {
            try await entry.begun().get()
        } catch {
            leave(uri, entry)
            throw error.masked(by: services.disclosure)
        }
    }

    /// One subscription fewer; the last one ends the watching.
    public func unwatch(_ uri: String) {
        guard let entry = state.withLock({ $0.entries[uri]?.entry }) else { return }
        leave(uri, entry)
    }

    /// Ends everything and waits a moment for what is left on servers to be removed.
    public func close() async {
        let (entries, listeners) = state.withLock { state in
            state.isClosed = true
            defer {
                state.entries = [:]
                state.listeners = [:]
            }
            return (state.entries.values.map(\.entry), Array(state.listeners.values))
        }
        for entry in entries { entry.cancel() }
        for listener in listeners { listener.cancel() }
        await underWay.wait(atMost: .seconds(1))
    }

    private func join(
        _ uri: String, _ context: String, _ changed: @escaping @Sendable () async -> Void
    ) throws(ToolFailure) -> (WatchEntry, isNew: Bool) {
        let joined = state.withLock { state -> (WatchEntry, isNew: Bool)? in
            if let entry = state.entries[uri]?.entry {
                state.entries[uri]?.count += 1
                return (entry, false)
            }
            guard !state.isClosed, state.entries.count < Self.limit else { return nil }
            let entry = WatchEntry(context: context, changed: changed)
            state.entries[uri] = (entry, 1)
            return (entry, true)
        }
        guard let joined else {
            throw ToolFailure(
                "too_many_subscriptions", "\(Self.limit) resources are watched already, which is the most.",
                next: "End others first; a bucket's own address stands for all of its keys.")
        }
        return joined
    }

    private func leave(_ uri: String, _ entry: WatchEntry) {
        let (isLast, listener) = state.withLock { state -> (Bool, Task<Void, Never>?) in
            guard let found = state.entries[uri], found.entry === entry else { return (false, nil) }
            guard found.count <= 1 else {
                state.entries[uri]?.count -= 1
                return (false, nil)
            }
            state.entries[uri] = nil
            guard !state.entries.values.contains(where: { $0.entry.context == entry.context }) else { return (true, nil) }
            return (true, state.listeners.removeValue(forKey: entry.context))
        }
        if isLast { entry.cancel() }
        listener?.cancel()
    }

    /// Begins all of a context anew once a lost connection is back, which tells of a possible change.
    private func listen(to services: Services) {
        let events = services.client.events()
        let context = services.context
        state.withLock { state in
            guard !state.isClosed, state.listeners[context] == nil else { return }
            state.listeners[context] = Task(executorPreference: WorkerPool.shared) { [weak self] in
                for await event in events {
                    if case .reconnected = event { self?.reconnected(context) }
                }
            }
        }
    }

    private func reconnected(_ context: String) {
        let entries = state.withLock { state in
            state.entries.values.map(\.entry).filter { $0.context == context && $0.hasBegun }
        }
        for entry in entries { entry.restart() }
    }
}
