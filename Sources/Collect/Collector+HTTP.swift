import Audit
import JSON
import Model
import Platform
import System

extension Collector {
    private static let patience: Duration = .seconds(10)

    /// What the monitoring port of one server tells: its documents, and the streams it has.
    func read(http address: String, into capture: inout Capture) async {
        let base = address.hasSuffix("/") ? String(address.dropLast()) : address
        let varz: JSONObject
        switch await get(base + "/varz") {
        case .success(let document): varz = document
        case .failure(let reason):
            capture.unseen.append(Capture.Unseen("http", source: base, reason.words))
            return
        }
        var server = ServerCapture(ServerIdentity(json: Self.identity(varz)), source: base)
        server.documents["varz"] = Redaction.cleaned(varz, .varz, of: server.identity, ownToken: true)
        for document in SystemDocuments.all where document != .varz {
            guard let path = SystemDocuments.path(document) else { continue }
            switch await get(base + path) {
            case .success(let data):
                server.documents[document.rawValue] = Redaction.cleaned(data, document, of: server.identity, ownToken: true)
            // No group of servers is no fault of the port.
            case .failure(let reason) where document == .raftz && reason.status == 404: server.documents["raftz"] = [:]
            case .failure(let reason): server.unseen[document.rawValue] = reason.words
            }
        }
        await readAccounts(base, into: &server)
        let identity = server.identity
        capture.take(server)
        if capture.targets.isEmpty || sources.isEmpty {
            capture.targets.append(["url": .string(base), "server": .string(identity.name)])
        }
        var reading = JSZReading(context: nil, source: base, spool)
        switch await body(base + "/jsz?accounts=true&streams=true&consumers=true&config=true&limit=1024", limit: 512 << 20) {
        case .success(let answer):
            guard let cut = try? JSONCut(answer.body, arraysNamed: ["stream_detail"]), cut.rest.object != nil else {
                capture.unseen.append(
                    Capture.Unseen(
                        "streams of \(identity.name)", source: base, "the monitoring port answers \(answer.status)"))
                return
            }
            for account in cut.rest["account_details"]?.array ?? [] {
                reading.take(account, cut.objects(account["stream_detail"]), from: identity)
            }
        case .failure(let reason):
            capture.unseen.append(Capture.Unseen("streams of \(identity.name)", source: base, reason.words))
        }
        reading.finish(into: &capture)
    }

    private struct Refusal: Error {
        let words: String
        var status = 0
    }

    /// Connections and limits of each account.
    private func readAccounts(_ base: String, into server: inout ServerCapture) async {
        let names = server.documents["accountz"]?["accounts"]?.array?.compactMap(\.string) ?? []
        var details: JSONObject = [:]
        for name in names.prefix(200) {
            guard name.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "z") ~= $0 || "$-.".utf8.contains($0) }),
                case .success(let answer) = await get(base + "/accountz?acc=" + name),
                let detail = answer["account_detail"]?.object
            else { continue }
            details[name] = .object(AccountDetail.part(detail))
        }
        if !details.isEmpty { server.documents["account_details"] = details }
    }

    private func get(_ address: String) async -> Result<JSONObject, Refusal> {
        await body(address).flatMap { answer in
            // An unhealthy server tells so with 503, and why in the body.
            guard let object = try? JSONParser().parse(answer.body).object, [200, 503].contains(answer.status) else {
                return .failure(Refusal(words: "the monitoring port answers \(answer.status)", status: answer.status))
            }
            return .success(object)
        }
    }

    private func body(_ address: String, limit: Int = 64 << 20) async -> Result<HTTPRequest.Answer, Refusal> {
        let authorities = httpAuthorities
        do throws(PlatformError) {
            return .success(
                try await BlockingCall.run { () throws(PlatformError) in
                    try HTTPRequest.get(address, timeout: Self.patience, authorities: authorities, limit: limit)
                })
        } catch {
            var words = error.message
            if error.code == "untrusted", error.message.contains("authority") {
                words += authorities.map { " (by \($0))" } ?? "; --http-ca FILE names one"
            }
            return .failure(Refusal(words: words))
        }
    }

    /// As servers name themselves in front of their answers.
    private static func identity(_ varz: JSONObject) -> JSONObject {
        var server: JSONObject = [:]
        for (key, value) in [
            ("id", varz["server_id"]), ("name", varz["server_name"]), ("ver", varz["version"]),
            ("cluster", varz["cluster"]?["name"]), ("domain", varz["jetstream"]?["config"]?["domain"]),
            ("feature_flags", varz["feature_flags"]), ("host", varz["host"]),
        ] {
            if let value { server.append(key, value) }
        }
        server.append("jetstream", .bool(varz["jetstream"]?["config"] != nil))
        return server
    }
}
