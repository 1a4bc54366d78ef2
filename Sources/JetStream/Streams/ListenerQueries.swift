import JSON
import Model
import NATS

extension JetStreamClient {
    /// How long services get to tell of themselves: the first answers come within a round trip.
    private static let patience = Duration.milliseconds(300)

    /// Who listens on subjects that match any of these, in our account: services by their own word, other clients by their
    /// server's. What none of them may be asked is told as a gap.
    func listeners(on subjects: [String]) async throws(JetStreamError) -> Listeners {
        var services: [String] = []
        var gap: String?
        for reply in await replies("$SRV.INFO", [], &gap, "services") {
            let name = reply["name"]?.string ?? "?"
            for endpoint in reply["endpoints"]?.array ?? [] {
                guard let subject = endpoint["subject"]?.string, matches(subject, subjects) else { continue }
                let words = "\(name) on \(subject)"
                if !services.contains(words) { services.append(words) }
            }
        }
        var subscriptions: Set<String> = []
        let wish: JSONObject = ["subscriptions": true, "limit": 1024]
        for reply in await replies(
            "$SYS.REQ.ACCOUNT.PING.CONNZ", JSONValue.object(wish).serialized(), &gap, "subscriptions")
        {
            for connection in reply["data"]?["connections"]?.array ?? [] {
                for subject in connection["subscriptions_list"]?.array?.compactMap(\.string) ?? []
                where matches(subject, subjects) && !subject.hasPrefix("$") && !subject.hasPrefix("_INBOX.") {
                    subscriptions.insert(subject)
                }
            }
        }
        return Listeners(services: services, subscriptions: subscriptions.sorted(), gap: gap)
    }

    private func matches(_ subject: String, _ patterns: [String]) -> Bool {
        patterns.contains { SubjectPattern.overlap($0, subject) }
    }

    private func replies(
        _ subject: String, _ payload: [UInt8], _ gap: inout String?, _ what: String
    ) async -> [JSONObject] {
        do {
            let replies = try await client.requestMany(
                subject, payload: payload, timeout: try time(atMost: Self.patience), maximumCount: 1000,
                maximumBytes: 8 << 20
            ) { _ in false }
            return replies.messages.compactMap { try? JSONParser().parse($0.payload).object }
        } catch let error as NATSError {
            if error.code != .timeout { gap = "\(what) could not be asked for: \(error.message)" }
            return []
        } catch {
            gap = "\(what) could not be asked for: no time is left"
            return []
        }
    }
}
