import Audit
import JSON
import Model
import NATS
import Platform
import System

extension Collector {
    /// Everything the servers tell a user of the system account.
    /// - Parameter answers: of all of them, with their figures.
    func read(
        _ answers: ServerAnswers, _ system: SystemClient, _ source: Source, until end: MonotonicTime,
        into capture: inout Capture
    ) async {
        if let expected = answers.expected { capture.expectedServers[source.context] = expected }
        for answer in answers.all { capture.take(ServerCapture(answer.server, source: source.context)) }
        for document in SystemDocuments.all {
            progress("\(source.context): \(document.rawValue) of \(answers.all.count) servers")
            await read(document, answers.servers, system, source, into: &capture)
        }
        await readAccountDetails(answers.servers, system, source, into: &capture)
        await readJetStream(answers.servers, system, source, until: end, into: &capture)
    }

    private func read(
        _ document: ServerDocument, _ servers: [ServerIdentity], _ system: SystemClient, _ source: Source,
        into capture: inout Capture
    ) async {
        var silent = Dictionary(servers.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
        do throws(SystemError) {
            for answer in try await system.ask(document, SystemDocuments.options(document), of: servers).all {
                silent[answer.server.id] = nil
                var server = ServerCapture(answer.server, source: source.context)
                if let error = answer.error {
                    server.unseen[document.rawValue] = error
                } else {
                    server.documents[document.rawValue] = Redaction.cleaned(
                        answer.data, document, of: answer.server, ownToken: source.client.options.authentication.isToken)
                }
                capture.take(server)
            }
            for server in silent.values { Self.note(document, "it did not answer in time", server, source, &capture) }
        } catch {
            for server in silent.values { Self.note(document, error.message, server, source, &capture) }
        }
    }

    private static func note(
        _ document: ServerDocument, _ reason: String, _ server: ServerIdentity, _ source: Source, _ capture: inout Capture
    ) {
        var seen = ServerCapture(server, source: source.context)
        seen.unseen[document.rawValue] = reason
        capture.take(seen)
    }

    /// Connections and limits of each account, server by server.
    private func readAccountDetails(
        _ servers: [ServerIdentity], _ system: SystemClient, _ source: Source, into capture: inout Capture
    ) async {
        let names = Set(
            capture.servers.flatMap { $0.documents["accountz"]?["accounts"]?.array?.compactMap(\.string) ?? [] }
        ).sorted()
        let read = await inParallel(Array(names.prefix(500)), atOnce: limits.requestsAtOnce) { name in
            (name, try? await system.ask(.accountz, ["account": .string(name)], of: servers))
        }
        for (name, answers) in read {
            for answer in answers?.documents ?? [] {
                guard let detail = answer.data["account_detail"]?.object,
                    let index = capture.servers.firstIndex(where: { $0.identity.id == answer.server.id })
                else { continue }
                var details = capture.servers[index].documents["account_details"] ?? [:]
                details[name] = .object(AccountDetail.part(detail))
                capture.servers[index].documents["account_details"] = details
            }
        }
        if names.count > 500 {
            capture.unseen.append(
                Capture.Unseen(
                    "accounts", source: source.context, "\(names.count - 500) accounts beyond the first 500 were not read"))
        }
    }

    /// Streams and consumers of all accounts, from every server that keeps copies.
    private func readJetStream(
        _ servers: [ServerIdentity], _ system: SystemClient, _ source: Source, until end: MonotonicTime,
        into capture: inout Capture
    ) async {
        let patient = SystemClient(client: system.client, timeout: max(limits.question * 6, .seconds(30)))
        var reading = JSZReading(context: source.context, source: source.context, spool)
        for server in servers where server.hasJetStream {
            progress("\(source.context): streams on \(server.name)")
            var offset = 0
            while end > .now {
                let options: JSONObject = [
                    "accounts": true, "streams": true, "consumer": true, "config": true, "limit": 16, "offset": JSONValue(offset),
                ]
                do throws(SystemError) {
                    let cut = try await patient.ask(.jsz, options, of: server, without: "stream_detail")
                    let answer = cut.answer
                    if let error = answer.error {
                        capture.unseen.append(Capture.Unseen("streams of \(server.name)", source: source.context, error))
                        break
                    }
                    let accounts = answer.data["account_details"]?.array ?? []
                    for account in accounts { reading.take(account, cut.objects(account["stream_detail"]), from: server) }
                    offset += 16
                    // Older servers do not tell how many accounts there are.
                    guard accounts.count >= 16, offset < answer.data["total"]?.int ?? Int.max else { break }
                } catch {
                    capture.unseen.append(
                        Capture.Unseen("streams of \(server.name)", source: source.context, error.message))
                    break
                }
            }
        }
        reading.finish(into: &capture)
    }
}

/// What of an account's details is kept: numbers, limits and times.
enum AccountDetail {
    static func part(_ detail: JSONObject) -> JSONObject {
        var part: JSONObject = [:]
        for name in [
            "account_name", "expired", "jetstream_enabled", "leafnode_connections", "client_connections", "subscriptions",
        ] {
            if let value = detail[name] { part.append(name, value) }
        }
        // The JWT itself is signed and public, and of no use here.
        if let claim = detail["decoded_jwt"]?.object ?? detail["claim"]?.object {
            var kept: JSONObject = [:]
            if let expires = claim["exp"] { kept.append("exp", expires) }
            if let limits = claim["nats"]?["limits"] { kept.append("limits", limits) }
            part.append("claim", .object(kept))
        }
        return part
    }
}
