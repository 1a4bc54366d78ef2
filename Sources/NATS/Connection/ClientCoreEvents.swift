import Platform
import Synchronization

extension ClientCore: LinkObserver {
    /// Brings the phase in line with what the library last told about a link.
    func changed(_ link: Link) {
        enum Next {
            case nothing
            case ask(UInt64, waits: Bool)
            case gone(NATSError)
        }
        let next = state.withLock { state -> Next in
            let condition = link.currentCondition
            let facts: NATSServerFacts?
            var asked: UInt64 = 0
            var reason = ""
            switch state.phase {
            case .connected(let session) where session.link === link:
                facts = session.facts
                asked = session.epoch
            case .asking(link, let epoch, let last, let why):
                facts = last
                asked = epoch
                reason = why
            case .reconnecting(link, let last, _, let why):
                facts = last
                reason = why
            default: return .nothing
            }
            switch condition {
            case .closed(let error):
                state.phase = .idle(error)
                state.farewell = link.refused
                return .gone(error)
            case .down(_, let since, let why):
                state.phase = .reconnecting(link, last: facts ?? link.bareFacts, since: since, reason: why)
                return .nothing
            case .up(let epoch):
                guard epoch != asked else { return .nothing }
                state.phase = .asking(link, epoch: epoch, last: facts, reason: reason)
                return .ask(epoch, waits: !state.isSilent)
            }
        }
        switch next {
        case .nothing: break
        case .ask(let epoch, let waits):
            link.askWhoWeAre(timeout: UserInfo.patience) { self.answered(link, epoch, $0) }
            // Without an inbox no answer comes; that may have been told before anyone asked.
            if !waits || link.inboxDenied != nil { become(link, epoch, nil, isSilent: !waits) }
        case .gone(let error): waiters.endAll(.failure(error.notSent))
        }
    }

    /// The server said who we are, or something came in the way.
    private func answered(_ link: Link, _ epoch: UInt64, _ result: Result<UserInfo?, NATSError>) {
        switch result {
        case .success(let info): become(link, epoch, info, isSilent: false)
        case .failure(let error) where error.code == .noResponders: askOlder(link, epoch)
        case .failure(let error): become(link, epoch, nil, isSilent: error.code == .timeout)
        }
    }

    /// A server before 2.10.
    private func askOlder(_ link: Link, _ epoch: UInt64) {
        let id = link.serverID
        link.ask(
            UserInfo.olderSubject, UserInfo.olderQuestion(clientID: link.clientID), timeout: UserInfo.patience,
            accepts: { UserInfo(older: $0, from: id) != nil }
        ) { result in
            self.become(link, epoch, (try? result.get()).flatMap { UserInfo(older: $0, from: id) }, isSilent: false)
        }
    }

    private func become(_ link: Link, _ epoch: UInt64, _ info: UserInfo?, isSilent: Bool) {
        let bare = link.bareFacts
        let facts = info?.adding(to: bare, namesUser: !options.authentication.isToken) ?? bare
        let session = Session(link, epoch: epoch, facts: facts)
        let astray = astray(link, info.map { _ in facts })
        let isCurrent = state.withLock { state -> Bool in
            guard case .up(epoch) = link.currentCondition else { return false }
            switch state.phase {
            case .asking(link, epoch, _, _): break
            // A late answer to who we are.
            case .connected(let old) where old.link === link && old.epoch == epoch && info != nil: break
            default: return false
            }
            state.isSilent = isSilent
            state.phase = astray.map { .idle($0) } ?? .connected(session)
            return true
        }
        guard isCurrent else { return }
        if astray != nil { link.close() }
        waiters.endAll(astray.map { .failure($0) } ?? .success(session))
    }

    /// That the connection went to another server than the pinned one that was looked at, as with a name of several addresses.
    /// It is no mistake where that server is pinned as well and says so.
    private func astray(_ link: Link, _ facts: NATSServerFacts?) -> NATSError? {
        guard !link.isAsPinned, let pins = ServerPins(options) else { return nil }
        guard let facts else {
            return NATSError(
                .wrongServer,
                "\(link.url) is another server than the pinned one that answered there before, and does not tell which. "
                    + "Nothing was asked of it.")
        }
        return pins.violation(facts)
    }

    func inboxDenied(_ link: Link) {
        state.withLock { state in
            guard case .connected(let old) = state.phase, old.link === link else { return }
            state.phase = .connected(Session(link, epoch: old.epoch, facts: old.facts))
        }
    }

    /// The library does it on its threads then: the connection is made once more. Where it is still being made, `opened` sees to it.
    func foundTLS(_ link: Link) {
        let attempt = state.withLock { state -> UInt64? in
            state.speaksTLS = true
            switch state.phase {
            case .connected(let session) where session.link === link: break
            case .asking(link, _, _, _), .reconnecting(link, _, _, _): break
            default: return nil
            }
            state.phase = .connecting
            state.attempt += 1
            return state.attempt
        }
        link.close()
        if let attempt { start(attempt) }
    }

    // MARK: Closing

    /// Ends everything; the library's side follows on other threads.
    func shutDown() {
        let link = state.withLock { state -> Link? in
            defer { state.phase = .closed }
            switch state.phase {
            case .connected(let session): return session.link
            case .asking(let link, _, _, _), .reconnecting(let link, _, _, _): return link
            case .idle, .connecting, .closed: return nil
            }
        }
        waiters.endAll(.failure(.closed))
        endEvents()
        if let link {
            endings.expect(link)
            link.inbox.failAll(.closed(mayHaveBeenSent: true), forGood: true)
            for subscription in link.subscriptions.withLock({ Array($0.values) }) { subscription.finish(.closed) }
            link.close()
        }
    }
}

extension NATSError {
    var notSent: NATSError { NATSError(code, message) }

    static func closed(mayHaveBeenSent: Bool) -> NATSError {
        NATSError(.closed, NATSError.closed.message, mayHaveBeenSent: mayHaveBeenSent)
    }
}
