import Guard
import JetStream
import Model
import NATS
import Platform

/// What kind of name an argument is, so that it can be completed from what there is.
public enum CompletedName: Sendable, Hashable {
    case stream
    case bucket
    case objectBucket
    /// Of the stream given before.
    case consumer
    /// Of the bucket given before.
    case key
    case object
    case context
    case guide
    case rule
    /// One of these.
    case words([String])
}

/// Names that begin as was typed, the best first.
public struct Completion: Sendable, Hashable {
    public let values: [String]
    /// How many there are in all, where that is known.
    public let total: Int?

    static let none = Completion(values: [], total: 0)

    /// What begins with it first, then what contains it; letters count the same in both cases.
    init(of names: some Sequence<String>, typed: String, limit: Int = Completions.limit) {
        let wanted = typed.lowercased()
        var (beginning, containing): ([String], [String]) = ([], [])
        for name in names {
            let candidate = name.lowercased()
            if candidate.hasPrefix(wanted) {
                beginning.append(name)
            } else if candidate.contains(wanted) {
                containing.append(name)
            }
        }
        values = Array((beginning + containing).prefix(limit))
        total = beginning.count + containing.count
    }

    init(values: [String], total: Int?) {
        self.values = values
        self.total = total
    }
}

/// Completes arguments of templates and prompts from the live system. Quick or empty: nobody waits for a server that is away,
/// and nothing is an error.
public struct Completions: Sendable {
    public static let limit = 100
    /// For everything together; people type on.
    private static let time = Duration.milliseconds(1500)
    /// Names looked through at most.
    private static let most = 20_000

    private let contexts: Contexts

    public init(_ contexts: Contexts) { self.contexts = contexts }

    /// - Parameter resolved: arguments filled in before.
    public func complete(_ kind: CompletedName, _ typed: String, resolved: [String: String]) async -> Completion {
        let services = contexts.all.first { $0.context == resolved["context"] } ?? contexts.first
        let jetStream = services.jetStream.within(TimeBudget(Self.time))
        let hidden = services.disclosure
        do {
            switch kind {
            case .words(let words): return Completion(of: words, typed: typed)
            case .context: return Completion(of: contexts.names, typed: typed)
            case .guide: return Completion(of: Guide.all.map(\.name), typed: typed)
            case .rule: return Completion(of: RuleCatalogue.descriptions.map(\.code), typed: typed)
            case .stream:
                let names = try await jetStream.streamNames(limit: Self.most)
                return Completion(of: names.filter { !hidden.hides($0) }, typed: typed)
            case .bucket:
                let names = try await jetStream.streamNames(limit: Self.most).filter { !hidden.hides($0) }
                return Completion(of: names.compactMap(KeyValueNames.bucket(ofStream:)), typed: typed)
            case .objectBucket:
                let names = try await jetStream.streamNames(limit: Self.most).filter { !hidden.hides($0) }
                return Completion(of: names.compactMap(ObjectNames.bucket(ofStream:)), typed: typed)
            case .consumer:
                guard let stream = resolved["stream"], !hidden.hides(stream) else { return .none }
                let names = try await jetStream.consumerNames(of: stream, limit: Self.most)
                return Completion(of: names.filter { !hidden.hides($0) }, typed: typed)
            case .key:
                guard let bucket = resolved["bucket"], !hidden.hides("KV_" + bucket) else { return .none }
                return try await keys(of: bucket, typed, jetStream, hidden)
            case .object:
                guard let bucket = resolved["bucket"], !hidden.hides("OBJ_" + bucket) else { return .none }
                return try await objects(of: bucket, typed, jetStream, hidden)
            }
        } catch {
            return .none
        }
    }

    /// The tokens typed whole narrow it on the server; of a million keys only so many are looked at as there is time for.
    private func keys(
        of name: String, _ typed: String, _ jetStream: JetStreamClient, _ hidden: Disclosure
    ) async throws(JetStreamError) -> Completion {
        let whole = typed.lastIndex(of: ".").map { String(typed[..<$0]) }
        if let whole, NATSSubject.hasWildcard(whole) || (try? NATSSubject.validate(whole)) == nil { return .none }
        let bucket = try await jetStream.bucket(name)
        var found: [String] = []
        let next = try await jetStream.keys(
            of: bucket, from: 1, matching: whole.map { [$0 + ".>"] } ?? [], batch: 500,
            deadline: .now.advanced(by: Self.time / 2)
        ) { entry in
            if entry.key.hasPrefix(typed), !hidden.hides(key: entry.key, in: name) { found.append(entry.key) }
            return found.count < Self.limit
        }
        return Completion(values: found.sorted(), total: next == nil ? found.count : nil)
    }

    private func objects(
        of name: String, _ typed: String, _ jetStream: JetStreamClient, _ hidden: Disclosure
    ) async throws(JetStreamError) -> Completion {
        let bucket = try await jetStream.objectBucket(name)
        let end = MonotonicTime.now.advanced(by: Self.time / 2)
        return try await jetStream.withObjects(of: bucket) { (entries) async throws(JetStreamError) -> Completion in
            var found: [String] = []
            while MonotonicTime.now < end, let entry = try await entries.next() {
                guard !entry.meta.isDeleted, !hidden.hides(key: entry.name, in: name) else { continue }
                found.append(entry.name)
            }
            let completion = Completion(of: found.sorted(), typed: typed)
            return entries.isCaughtUp ? completion : Completion(values: completion.values, total: nil)
        }
    }
}

extension Resources {
    /// What the variable of a template stands for; nil where there is no such template or variable.
    public func name(of variable: String, in template: String) -> CompletedName? {
        // Some clients leave the query out.
        let bare = template.split(separator: "{?", maxSplits: 1).first.map(String.init) ?? template
        switch (bare, variable) {
        case (_, "context"): return .context
        case ("nats://stream/{stream}", "stream"): return .stream
        case ("nats://kv/{bucket}", "bucket"), ("nats://kv/{bucket}/{key}", "bucket"): return .bucket
        case ("nats://kv/{bucket}/{key}", "key"): return .key
        case ("nats://object/{bucket}", "bucket"), ("nats://object/{bucket}/{name}", "bucket"): return .objectBucket
        case ("nats://object/{bucket}/{name}", "name"): return .object
        case ("nats://guide/{guide}", "guide"): return .guide
        case ("nats://rules/{code}", "code"): return .rule
        default: return nil
        }
    }
}
