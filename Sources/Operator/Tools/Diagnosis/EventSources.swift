import JSON
import JetStream
import NATS
import System

/// The subscriptions of one watch: those this user may have.
struct EventSources {
    private(set) var subscriptions: [NATSSubscription] = []
    private(set) var seen: [EventKind] = []
    private(set) var notSeen: JSONObject = [:]
    private(set) var note: String?

    /// - Parameter account: events of this one alone.
    /// - Throws: where nothing of what was asked for can be seen.
    static func open(
        _ kinds: [EventKind], account: String?, _ context: ToolContext
    ) async throws(ToolFailure) -> EventSources {
        var sources = EventSources()
        var isOfSystem = false
        switch try await context.reach(expect: 1) {
        case .system: isOfSystem = true
        case .account(let own, let why):
            if let account, account != own { throw AccountNames.notOurs(account, own) }
            for kind in kinds where !kind.isOfAccounts {
                sources.notSeen.append(kind.rawValue, "for users of the system account")
            }
            guard kinds.contains(where: \.isOfAccounts) else { throw ToolFailure(why) }
        }
        var first: NATSError?
        for kind in kinds where isOfSystem || kind.isOfAccounts {
            do {
                for subject in kind.subjects(account: isOfSystem ? account : nil) {
                    sources.subscriptions.append(
                        try await context.client.subscribe(subject, bound: 8192, timeout: context.jetStream.timeout))
                }
                sources.seen.append(kind)
            } catch {
                guard error.code == .permissionDenied else {
                    sources.close()
                    throw ToolFailure(JetStreamError(.connection, error.message, cause: error))
                }
                first = first ?? error
                sources.notSeen.append(kind.rawValue, .string(error.message))
            }
        }
        if sources.seen.isEmpty, let first { throw ToolFailure(JetStreamError(.connection, first.message, cause: first)) }
        if isOfSystem, sources.seen.contains(where: { $0 == .streams || $0 == .consumers }) {
            sources.note =
                "Of streams and consumers the system account is told of leaders and quorums; the rest only their account."
        }
        return sources
    }

    /// What is told of them in the result.
    var shown: JSONObject {
        var shown: JSONObject = ["seen": .array(seen.map { .string($0.rawValue) })]
        if !notSeen.isEmpty { shown.append("not_seen", .object(notSeen)) }
        if let note { shown.append("note", .string(note)) }
        shown.append("untrusted", .string(Untrusted.note))
        return shown
    }

    func close() { for subscription in subscriptions { subscription.cancel() } }
}
