import Changes
import Guard
import JetStream
import Model
import NATS
import Platform

/// Watches one resource until its task is cancelled.
struct ResourceWatching: Sendable {
    let services: Services
    let thing: ResourceAddress.Thing

    /// What changes often is told at most once in this time.
    private static let quiet = Duration.milliseconds(200)
    /// For finding out whether it can be watched.
    private static let time = Duration.seconds(5)
    /// Between attempts while the system is away.
    private static let pauses = [Duration.milliseconds(100), .seconds(1), .seconds(5), .seconds(15)]

    private var jetStream: JetStreamClient { services.jetStream }

    /// Whether it is of a kind that can be watched, and may be told of.
    func check() throws(ToolFailure) {
        switch thing {
        case .server, .guide, .rule:
            throw ToolFailure(
                "not_watchable", "This resource cannot be subscribed to.",
                next: "Streams, buckets, keys and objects can: nats://stream/…, nats://kv/…, nats://object/…")
        case .stream(let name):
            if services.disclosure.hides(name) { throw hidden }
        case .bucket(let bucket):
            if services.disclosure.hides(KeyValueNames.stream(ofBucket: bucket)) { throw hidden }
        case .objectBucket(let bucket):
            if services.disclosure.hides(ObjectNames.stream(ofBucket: bucket)) { throw hidden }
        case .key(let bucket, let key):
            guard !services.disclosure.hides(key: key, in: bucket),
                !services.disclosure.hides(KeyValueNames.stream(ofBucket: bucket))
            else { throw hidden }
            try Subjects.check(key, argument: "key")
        case .object(let bucket, let name):
            guard !services.disclosure.hides(key: name, in: bucket),
                !services.disclosure.hides(ObjectNames.stream(ofBucket: bucket))
            else { throw hidden }
        }
    }

    private var hidden: ToolFailure {
        ToolFailure("hidden", "This name is kept out of all results (--hide), so nothing is told about it.")
    }

    private var stream: String {
        switch thing {
        case .stream(let name): name
        case .bucket(let bucket), .key(let bucket, _): KeyValueNames.stream(ofBucket: bucket)
        case .objectBucket(let bucket), .object(let bucket, _): ObjectNames.stream(ofBucket: bucket)
        case .server, .guide, .rule: ""
        }
    }

    /// What comes after an attempt.
    private enum Next: Sendable {
        case again(failures: Int)
        case over
    }

    /// Watches until its task is cancelled. The first attempt decides whether it can be at all.
    func run(_ entry: WatchEntry) async {
        var failures = 0
        loop: while !Task.isCancelled {
            let count = failures
            // A task of its own: it can be begun anew.
            let attempt = Task(executorPreference: WorkerPool.shared) { await self.attempt(entry, failures: count) }
            entry.tries { attempt.cancel() }
            let next = await withTaskCancellationHandler {
                await attempt.value
            } onCancel: {
                attempt.cancel()
            }
            switch next {
            case .again(let count): failures = count
            case .over: break loop
            }
        }
        entry.settle(.failure(ToolFailure("cancelled", "The subscription was given up.")))
    }

    private func attempt(_ entry: WatchEntry, failures: Int) async -> Next {
        let isFirst = !entry.hasBegun
        var failures = failures
        do {
            try await watch(entry) {
                failures = 0
                if isFirst { entry.settle(.success(())) } else { await entry.changed() }
            }
        } catch {
            guard entry.hasBegun else {
                entry.settle(.failure(await failure(error)))
                return .over
            }
            if !Task.isCancelled, error.code == .streamNotFound || error.code == .bucketNotFound {
                await entry.changed()
                return await waitForStream()
            }
        }
        // Cancelled means begun anew, or the end.
        guard !Task.isCancelled else { return .again(failures: 0) }
        await Pause.wait(Self.pauses[min(failures, Self.pauses.count - 1)])
        return .again(failures: failures + 1)
    }

    /// Why it could not begin, with the names that may have been meant.
    private func failure(_ error: JetStreamError) async -> ToolFailure {
        let context = ToolContext(caller: "", asker: NobodyToAsk(), services: services)
        return switch (error.code, thing) {
        case (.streamNotFound, .stream(let name)): await StreamLookup.missing(name, context)
        case (.bucketNotFound, .bucket(let bucket)), (.bucketNotFound, .key(let bucket, _)):
            await StreamLookup.missingBucket(bucket, context)
        case (.bucketNotFound, .objectBucket(let bucket)), (.bucketNotFound, .object(let bucket, _)):
            await ObjectLookup.missing(bucket, context)
        default: ToolFailure(error)
        }
    }

    /// Watches until something fails.
    /// - Parameter began: it is being watched from now on.
    private func watch(_ entry: WatchEntry, _ began: () async -> Void) async throws(JetStreamError) {
        switch thing {
        case .stream: try await watchAdvisories(entry, began)
        case .bucket(let bucket): try await watchKeys(of: bucket, nil, entry, began)
        case .key(let bucket, let key): try await watchKeys(of: bucket, key, entry, began)
        case .objectBucket(let bucket): try await watchObjects(of: bucket, nil, entry, began)
        case .object(let bucket, let name): try await watchObjects(of: bucket, name, entry, began)
        case .server, .guide, .rule: return
        }
    }

    private func watchKeys(
        of name: String, _ key: String?, _ entry: WatchEntry, _ began: () async -> Void
    ) async throws(JetStreamError) {
        let bucket = try await jetStream.within(TimeBudget(Self.time)).bucket(name)
        var reading = KeyReading(.new, filters: key.map { [$0] } ?? [], withValues: false, batch: 100)
        reading.isPatient = true
        let disclosure = services.disclosure
        try await jetStream.read(bucket, reading) { (reader) async throws(JetStreamError) -> Void in
            try await follow(entry, began) { (wait) async throws(JetStreamError) -> Bool? in
                try await reader.next(within: wait).map { !disclosure.hides(key: $0.key, in: name) }
            }
        }
    }

    private func watchObjects(
        of name: String, _ object: String?, _ entry: WatchEntry, _ began: () async -> Void
    ) async throws(JetStreamError) {
        let bucket = try await jetStream.within(TimeBudget(Self.time)).objectBucket(name)
        let disclosure = services.disclosure
        try await jetStream.withObjects(of: bucket, onlyNew: true, isPatient: true) {
            (entries) async throws(JetStreamError) -> Void in
            try await follow(entry, began) { (wait) async throws(JetStreamError) -> Bool? in
                try await entries.next(within: wait).map { found in
                    (object == nil || found.name == object) && !disclosure.hides(key: found.name, in: name)
                }
            }
        }
    }

    /// - Parameter next: whether the next change is one to tell of; nil when none came in time.
    private func follow(
        _ entry: WatchEntry, _ began: () async -> Void, _ next: (Duration) async throws(JetStreamError) -> Bool?
    ) async throws(JetStreamError) {
        // The consumer is made with the first look.
        var isNews = try await next(.zero) ?? false
        await began()
        while true {
            if isNews {
                await entry.changed()
                isNews = false
                let end = MonotonicTime.now.advanced(by: Self.quiet)
                while MonotonicTime.now < end, let more = try await next(end.duration(since: .now)) { isNews = isNews || more }
            } else {
                isNews = try await next(.seconds(3600)) ?? false
            }
        }
    }

    private func watchAdvisories(_ entry: WatchEntry, _ began: () async -> Void) async throws(JetStreamError) {
        var advisories = try await jetStream.advisories(of: stream)
        // That it is there: after the subscription, so that nothing falls between.
        _ = try await jetStream.within(TimeBudget(Self.time)).streamInfo(stream)
        await began()
        while try await advisories.next() { await entry.changed() }
    }

    /// Waits until the stream may be there again: made anew, or restored.
    private func waitForStream() async -> Next {
        do {
            var advisories = try await jetStream.advisories(of: stream)
            if (try? await jetStream.within(TimeBudget(Self.time)).streamInfo(stream)) == nil { _ = try await advisories.next() }
            return .again(failures: 0)
        } catch {
            // Where nobody would tell, it is over: asking again and again is no watching.
            if error.cause?.code == .permissionDenied || error.code == .unsupported { return .over }
            await Pause.wait(Self.pauses[Self.pauses.count - 1])
            return .again(failures: 1)
        }
    }
}
