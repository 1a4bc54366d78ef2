import Audit
import JSON
import JetStream
import Model
import NATS
import Platform
import System

extension Collector {
    /// What one configuration shows: the servers, where it is of the system account, and its own account.
    func read(_ source: Source, until end: MonotonicTime, into capture: inout Capture) async {
        progress("connecting to \(source.context)")
        let facts: NATSServerFacts
        do {
            facts = try await source.client.connect(timeout: source.jetStream.timeout)
        } catch {
            capture.unseen.append(Capture.Unseen("connection", source: source.context, error.message))
            return
        }
        capture.targets.append(source.target())
        let system = SystemClient(client: source.client, timeout: limits.question)
        let isOfSystem: Bool
        do throws(SystemError) {
            let answers = try await system.servers()
            isOfSystem = true
            await read(answers, system, source, until: end, into: &capture)
        } catch {
            isOfSystem = false
            capture.unseen.append(Capture.Unseen("servers", source: source.context, error.message))
            await readOwnServers(system, source, facts, error.message, into: &capture)
        }
        var account = AccountCapture(
            name: facts.account, context: source.context, domain: source.domain ?? facts.domain, isOwn: true,
            spool: spool)
        do throws(SystemError) {
            account.user = try await system.userInfo().data
        } catch {
            account.unseen["user"] = error.message
        }
        do {
            account.info = try await source.jetStream.accountInfo()
        } catch {
            // The system account has no JetStream; that is as it should be.
            if isOfSystem, error.code == .notAvailable { return }
            account.unseen["info"] = error.message
            if error.code == .notAvailable {
                account.unseen["streams"] = error.message
                capture.accounts.append(account)
                return
            }
        }
        await readStreams(source, until: end, into: &account)
        account.reasons = await source.reasons()
        Self.join(account, into: &capture)
    }

    /// What its own user saw wins; what that could not see is taken from what the servers told.
    private static func join(_ account: AccountCapture, into capture: inout Capture) {
        guard let index = capture.index(of: account) else {
            capture.accounts.append(account)
            return
        }
        capture.accounts[index] = merged(account, capture.accounts[index])
    }

    /// - Parameter own: wins where it saw the streams.
    static func merged(_ one: AccountCapture, _ other: AccountCapture) -> AccountCapture {
        let told = one.isOwn ? other : one
        var own = one.isOwn ? one : other
        for source in told.sources where !own.sources.contains(source) { own.sources.append(source) }
        guard own.unseen["streams"] != nil, told.unseen["streams"] == nil else { return own }
        var account = own
        account.streams = told.streams
        account.consumers = told.consumers
        account.unseen["streams"] = nil
        return account
    }

    /// Without the system account: the servers that this account is connected to, as far as they tell it.
    private func readOwnServers(
        _ system: SystemClient, _ source: Source, _ facts: NATSServerFacts, _ why: String, into capture: inout Capture
    ) async {
        let options: JSONObject = ["sort": "pending", "limit": 50]
        var servers = [ServerCapture(ServerIdentity(json: facts.identity), source: source.context)]
        if let answers = try? await system.askOfAccount(.connz, options) {
            for answer in answers.documents where !answer.server.id.isEmpty {
                var server = ServerCapture(answer.server, source: source.context)
                server.documents["connz"] = Redaction.cleaned(
                    answer.data, .connz, of: answer.server, ownToken: source.client.options.authentication.isToken)
                servers.append(server)
            }
        }
        for var server in servers {
            for document in SystemDocuments.all { server.unseen[document.rawValue] = why }
            capture.take(server)
        }
    }
}

extension NATSServerFacts {
    /// As servers name themselves in front of their answers.
    var identity: JSONObject {
        var server: JSONObject = ["id": .string(serverID)]
        for (key, value) in [("name", serverName), ("ver", serverVersion), ("cluster", cluster), ("domain", domain)] {
            if let value { server.append(key, .string(value)) }
        }
        return server
    }
}
