import JSON
import JetStream
import NATS
import Platform
import Synchronization

/// What micro services say of themselves (ADR-32): each instance answers alone, and nobody knows how many there are.
struct ServiceAnswers: Sendable {
    enum Question: String, Sendable { case ping, info, stats }

    struct Answer: Sendable {
        let name: String
        let id: String
        let json: JSONObject
        /// From the question to here.
        let time: Duration

        var version: String { json["version"]?.string ?? "" }
        var endpoints: [JSONObject] { json["endpoints"]?.array?.compactMap(\.object) ?? [] }
    }

    /// Each instance once, by name and ID.
    let all: [Answer]
    /// Whether more came than there was room for.
    let isCut: Bool

    private static let mostBytes = 16 << 20
    private static let mostAnswers = 20_000
    /// After one answer the others follow soon.
    private static let quiet = Duration.milliseconds(300)

    /// Asks all services, or all instances of one, and waits until it is quiet, `timeout` at most.
    static func ask(
        _ question: Question, service: String? = nil, within timeout: Duration, _ client: NATSClient
    ) async throws(NATSError) -> ServiceAnswers {
        let subject = (["$SRV", question.rawValue.uppercased()] + (service.map { [$0] } ?? [])).joined(separator: ".")
        let arrivals = Arrivals()
        let replies: NATSReplies
        do {
            replies = try await client.requestMany(
                subject, timeout: timeout, maximumCount: mostAnswers, maximumBytes: mostBytes, quiet: quiet
            ) { _ in arrivals.note() }
        } catch {
            // Somebody listens and nobody answers: not a service.
            guard error.code == .timeout else { throw error }
            return ServiceAnswers(all: [], isCut: false)
        }
        var seen: Set<String> = []
        var answers: [Answer] = []
        for (message, time) in zip(replies.messages, arrivals.times) {
            guard let json = try? JSONParser().parse(message.payload).object, let name = json["name"]?.string,
                let id = json["id"]?.string, json["type"]?.string?.hasPrefix("io.nats.micro.") ?? true,
                seen.insert(id).inserted
            else { continue }
            answers.append(Answer(name: name, id: id, json: json, time: time))
        }
        return ServiceAnswers(
            all: answers.sorted { ($0.name, $0.id) < ($1.name, $1.id) }, isCut: replies.end == .bytes || replies.end == .count)
    }

    /// When answers came, noted on the library's thread.
    private final class Arrivals: Sendable {
        private let begun = MonotonicTime.now
        private let noted = Mutex<[Duration]>([])

        var times: [Duration] { noted.withLock { $0 } }

        func note() -> Bool {
            let time = MonotonicTime.now.duration(since: begun)
            noted.withLock { $0.append(time) }
            return false
        }
    }
}
