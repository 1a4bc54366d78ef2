import JSON
import Model
import Platform

/// What an operator looks for among consumers.
enum ConsumerState: String, Sendable, CaseIterable {
    case all, any, stuck, lagging, paused, unbound, redelivering, full, gaveUp = "gave_up", leaderless

    /// What `any` stands for. Being unbound is none of it: pull consumers are, whenever nobody happens to wait.
    static let troubles: [ConsumerState] = [.stuck, .lagging, .paused, .redelivering, .full, .gaveUp, .leaderless]
}

/// Says in words why a consumer is in a state, or nothing where it is not.
struct ConsumerConditions: Sendable {
    let state: ConsumerState
    /// Nothing acknowledged for this long is stuck.
    let idle: Duration
    /// This many not delivered yet are a lag.
    let pending: UInt64
    /// Where the server tells no time of its own.
    let now: WallTime

    /// Nil where the consumer is not what is looked for; empty where everything is.
    func reasons(_ info: ConsumerInfo) -> [String]? {
        if state == .all { return [] }
        let wanted = state == .any ? ConsumerState.troubles : [state]
        let found = wanted.compactMap { words($0, info) }
        return found.isEmpty ? nil : found
    }

    /// All that is wrong with it.
    func states(_ info: ConsumerInfo) -> [ConsumerState] {
        (ConsumerState.troubles + [.unbound]).filter { state in
            (state != .unbound || info.configuration.isPush) && words(state, info) != nil
        }
    }

    private func words(_ state: ConsumerState, _ info: ConsumerInfo) -> String? {
        switch state {
        case .all, .any: nil
        case .stuck: stuck(info)
        case .lagging: info.pending >= pending ? "lagging: \(info.pending) messages not delivered yet" : nil
        case .paused: info.isPaused ? Self.paused(info) : nil
        case .unbound: info.isUnbound ? Self.unbound(info) : nil
        case .redelivering:
            info.redelivered > 0 ? "redelivering: \(info.redelivered) of \(info.inFlight) in flight were delivered before" : nil
        case .full: info.isFull ? Self.full(info) : nil
        case .gaveUp: info.gaveUp ? Self.gaveUp(info) : nil
        case .leaderless: info.isLeaderless ? "no leader: it delivers nothing" : nil
        }
    }

    private func stuck(_ info: ConsumerInfo) -> String? {
        guard info.unread > 0 else { return nil }
        let silent = info.configuration.acknowledgesNothing
        let last = silent ? info.lastDelivery : info.lastAcknowledgement
        let now = info.time.flatMap(WallTime.init(rfc3339:)) ?? now
        let since = [last ?? info.created, last == nil ? info.cluster?["leader_since"]?.string : nil].compactMap { text in
            text.flatMap(WallTime.init(rfc3339:))
        }.max()
        guard let since, now.since(since) >= idle else { return nil }
        let what = silent ? "delivered" : "acknowledged"
        let left = "while \(info.pending) are pending and \(info.inFlight) in flight"
        let age = Age.text(now.since(since))
        return last == nil
            ? "stuck: nothing \(what) on record, \(age) after it was made or got its leader, \(left) (servers forget it at restart)"
            : "stuck: nothing \(what) for \(age), \(left)"
    }

    static func paused(_ info: ConsumerInfo) -> String {
        "paused" + (info.configuration.pauseUntil.map { " until \($0)" } ?? "")
    }

    static func unbound(_ info: ConsumerInfo) -> String {
        info.configuration.isPush
            ? "unbound: nobody subscribes to the subject it delivers to" : "unbound: no pull request waits"
    }

    static func full(_ info: ConsumerInfo) -> String {
        "full: \(info.inFlight) in flight, max_ack_pending is \(info.configuration.inFlightLimit ?? 0)"
    }

    static func gaveUp(_ info: ConsumerInfo) -> String {
        "gave up on messages after \(info.configuration.deliveryLimit ?? 0) deliveries: sequences "
            + "\(info.acknowledgedSequence &+ 1) to \(info.deliveredSequence) hold what nobody acknowledged"
    }

    /// What keeps it from being given anything now; being unbound left out for pull consumers.
    static func obstacles(_ info: ConsumerInfo) -> [String] {
        var found: [String] = []
        if info.isLeaderless { found.append("no leader: it delivers nothing") }
        if info.isPaused { found.append(paused(info)) }
        if info.isFull { found.append(full(info)) }
        if info.configuration.isPush, !info.isPushBound { found.append(unbound(info)) }
        return found
    }
}

/// How long ago something was.
enum Age {
    /// To the second; what is younger counts as a second, what lies ahead as none.
    static func text(_ duration: Duration) -> String {
        DurationText.text(.seconds(max(duration > .zero ? 1 : 0, duration.components.seconds)))
    }

    static func since(_ moment: String?, _ now: WallTime) -> JSONValue? {
        moment.flatMap(WallTime.init(rfc3339:)).map { .string(text(now.since($0))) }
    }
}
