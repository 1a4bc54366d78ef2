import Platform
import Synchronization

/// A server changes what a user may do while the user is connected. It tells when that becomes less, but not which rule, and
/// nothing when it becomes more.
extension ClientCore {
    /// Between two questions that nobody asked for.
    private static let renewalInterval = Duration.seconds(1)

    /// Asks the server again who we are and what we may, and subscribes the inbox again where that was denied.
    /// - Parameter always: also where it was asked just now.
    /// - Returns: the session as it is then.
    func renewed(_ session: Session, within timeout: Duration, always: Bool = false) async -> Session {
        guard isRenewalDue(always) else { return self.session ?? session }
        // What hinders it comes out as the denial that is still there.
        if session.inboxDenied != nil { try? session.link.subscribeInbox() }
        await withCheckedContinuation { continuation in
            session.link.askWhoWeAre(timeout: min(timeout, UserInfo.patience)) { result in
                self.answeredAgain(session, result)
                continuation.resume()
            }
            // Without an inbox no answer comes; that may have been told before anyone asked.
            if let denied = session.link.inboxDenied { session.link.inbox.failAll(denied) }
        }
        return self.session ?? session
    }

    /// The server denied something: where we knew what we may, we know it no longer.
    func permissionsMayHaveChanged(_ link: Link) {
        guard let session, session.link === link, session.facts.permissions != nil, session.inboxDenied == nil,
            isRenewalDue(false)
        else { return }
        link.askWhoWeAre(timeout: UserInfo.patience) { result in self.answeredAgain(session, result) }
    }

    private func isRenewalDue(_ always: Bool) -> Bool {
        state.withLock { state in
            let now = MonotonicTime.now
            guard always || state.lastRenewal.map({ now.duration(since: $0) >= Self.renewalInterval }) ?? true else {
                return false
            }
            state.lastRenewal = now
            return true
        }
    }

    private func answeredAgain(_ session: Session, _ result: Result<UserInfo?, NATSError>) {
        let facts: NATSServerFacts
        switch result {
        case .success(let info):
            let namesUser = !options.authentication.isToken
            facts = info?.adding(to: session.link.bareFacts, namesUser: namesUser) ?? session.facts
        // Nobody there who could answer: an older server.
        case .failure(let error) where error.code == .timeout || error.code == .noResponders: facts = session.facts
        // What was known of the permissions no longer holds, and the server won't tell.
        case .failure: facts = session.facts.withoutPermissions
        }
        state.withLock { state in
            guard case .connected(let current) = state.phase, current.link === session.link, current.epoch == session.epoch else {
                return
            }
            state.phase = .connected(Session(session.link, epoch: session.epoch, facts: facts))
        }
    }
}
