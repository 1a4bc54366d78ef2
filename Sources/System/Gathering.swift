import JSON
import Model
import NATS
import Platform
import Synchronization

/// Who answers a question to all servers.
enum Expectation: Sendable {
    /// As many as the answers themselves say (`active_servers`).
    case told
    case count(Int)
    case servers(Set<String>)
    case unknown
}

extension SystemClient {
    /// Asks and collects the answers, until everybody expected has answered, or for `timeout`.
    /// - Parameter quiet: end when this long no other answer came.
    /// - Throws: `.systemAccountNeeded` where nobody listens: the services of servers are seen by the system account alone.
    func gather(
        _ subject: String, _ body: JSONObject, _ expectation: Expectation, quiet: Duration?
    ) async throws(SystemError) -> ServerAnswers {
        let (replies, arrivals) = try await replies(subject, body, expectation, quiet: quiet, maximumBytes: Self.mostBytes)
        var answers: [ServerAnswer] = []
        var seen: Set<String> = []
        for (message, time) in zip(replies.messages, arrivals.times) {
            // Behind a leafnode a server may hear a question twice.
            guard let answer = ServerAnswer(message.payload, time: time), seen.insert(answer.server.id).inserted else { continue }
            answers.append(answer)
        }
        return ServerAnswers(answers, expected: arrivals.expected, isCut: replies.end == .bytes)
    }

    /// The only answer of one server, of which the elements of some arrays are left to be read one by one: it lists everything
    /// there is.
    func gatherCut(_ subject: String, _ body: JSONObject, arraysNamed name: String) async throws(SystemError) -> CutAnswer? {
        let (replies, arrivals) = try await replies(subject, body, .count(1), quiet: nil, maximumBytes: Self.mostBytesCut)
        return replies.messages.first.flatMap { CutAnswer($0.payload, name, time: arrivals.times.first ?? .zero) }
    }

    private func replies(
        _ subject: String, _ body: JSONObject, _ expectation: Expectation, quiet: Duration?, maximumBytes: Int
    ) async throws(SystemError) -> (NATSReplies, Arrivals) {
        let arrivals = Arrivals(expectation)
        let replies: NATSReplies
        do {
            replies = try await client.requestMany(
                subject, payload: body.isEmpty ? [] : JSONValue.object(body).serialized(), timeout: timeout,
                maximumBytes: maximumBytes, quiet: quiet
            ) { arrivals.isLast($0.payload) }
        } catch {
            throw SystemError(error)
        }
        if replies.end == .noResponders, replies.messages.isEmpty { throw await needed(subject) }
        return (replies, arrivals)
    }

    private func needed(_ subject: String) async -> SystemError {
        let account: String? =
            switch client.state {
            case .connected(let facts), .reconnecting(let facts, _): facts.account
            default: nil
            }
        let here = account.map { "this user is of account \(quoted($0))" } ?? "this user is of another one"
        return SystemError(
            .systemAccountNeeded, "nobody answers \(subject) here: that is for users of the system account, and \(here).")
    }

    private func quoted(_ text: String) -> String { JSONValue.string(text).text }
}

/// Takes note of answers as they come, on the library's thread.
private final class Arrivals: Sendable {
    private struct State {
        var times: [Duration] = []
        var ids: Set<String> = []
        var told = 0
    }

    private let expectation: Expectation
    private let begun = MonotonicTime.now
    private let state = Mutex(State())

    init(_ expectation: Expectation) { self.expectation = expectation }

    var times: [Duration] { state.withLock { $0.times } }

    var expected: Int? {
        switch expectation {
        case .told: state.withLock { $0.told > 0 ? $0.told : nil }
        case .count(let count): count
        case .servers(let ids): ids.count
        case .unknown: nil
        }
    }

    func isLast(_ payload: [UInt8]) -> Bool {
        let time = MonotonicTime.now.duration(since: begun)
        // Only the short documents are read here.
        var told: Int?
        if case .told = expectation { told = (try? JSONParser().parse(payload))?["statsz"]?["active_servers"]?.int }
        let id = Self.id(in: payload)
        return state.withLock { state in
            state.times.append(time)
            if let id { state.ids.insert(id) }
            state.told = max(state.told, told ?? 0)
            switch expectation {
            case .told: return state.told > 0 && state.ids.count >= state.told
            case .count(let count): return state.ids.count >= count
            case .servers(let ids): return state.ids.isSuperset(of: ids)
            case .unknown: return false
            }
        }
    }

    /// The server's ID without reading the whole document: the first member `id` of the first object in it.
    private static func id(in payload: [UInt8]) -> String? {
        let mark = Array(#""id":""#.utf8)
        let head = payload.prefix(4096)
        guard let start = head.firstRange(of: mark)?.upperBound else { return nil }
        return head[start...].firstIndex(of: UInt8(ascii: "\"")).map { String(decoding: head[start..<$0], as: UTF8.self) }
    }
}
