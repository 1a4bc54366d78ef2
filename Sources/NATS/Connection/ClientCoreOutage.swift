import Platform
import Synchronization

/// While it reconnects, the library says nothing of why it fails. When a call meets a connection that stays away, we look.
extension ClientCore {
    private static let lookInterval = Duration.seconds(5)

    func lookIntoOutage() {
        let link = state.withLock { state -> Link? in
            let now = MonotonicTime.now
            guard case .reconnecting(let link, _, let since, _) = state.phase,
                now.duration(since: since) >= options.reconnectGrace,
                state.lastLook.map({ now.duration(since: $0) >= Self.lookInterval }) ?? true
            else { return nil }
            state.lastLook = now
            return link
        }
        guard let link else { return }
        BlockingCall.start { [self] in
            let found = ConnectFailure.unreachable(options)
            state.withLock { state in
                guard case .reconnecting(link, let last, let since, _) = state.phase else { return }
                state.phase = .reconnecting(link, last: last, since: since, reason: found.message.sentenceBody)
            }
        }
    }
}

extension String {
    /// Without the full stop.
    fileprivate var sentenceBody: String { hasSuffix(".") ? String(dropLast()) : self }
}
