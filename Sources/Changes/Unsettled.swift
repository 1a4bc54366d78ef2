public import Guard
public import JSON
import Model
import Platform
import Synchronization

/// Changes that were sent and never answered, until the state has been read and told.
final class Unsettled: Sendable {
    struct Entry: Sendable {
        let id: String
        let tool: String
        let time: WallTime
        let change: any Change
        /// What the asset was when it was reviewed.
        let identity: String
    }

    /// The oldest make room.
    private static let most = 50
    private let entries = Mutex<[Entry]>([])

    var all: [Entry] { entries.withLock { $0 } }

    func add(_ entry: Entry) {
        entries.withLock { entries in
            entries.append(entry)
            if entries.count > Self.most { entries.removeFirst(entries.count - Self.most) }
        }
    }

    /// False where another call has told it meanwhile.
    func remove(_ id: String) -> Bool {
        entries.withLock { entries in
            let count = entries.count
            entries.removeAll { $0.id == id }
            return entries.count < count
        }
    }
}

extension ChangeRunner {
    /// Whether there are changes of which nobody knows whether they happened.
    public var hasUnsettled: Bool { !unsettled.all.isEmpty }

    /// Reads what became of them; each is told and written down once. What can't be read now is left for later.
    /// - Parameter answer: reads only.
    public func settle(_ answer: @Sendable (Question) async -> Fact) async -> [JSONObject] {
        var rows: [JSONObject] = []
        for entry in unsettled.all {
            guard let found = await Self.aftermath(of: entry.change, entry.identity, answer) else { continue }
            guard unsettled.remove(entry.id) else { continue }
            let record: JSONObject = [
                "time": .string(now().rfc3339), "phase": "aftermath", "id": .string(entry.id), "found": .string(found.word),
                "message": .string(found.message),
            ]
            var row: JSONObject = [
                "tool": .string(entry.tool), "asset": .string(entry.change.asset), "time": .string(entry.time.rfc3339),
                "found": .string(found.word), "message": .string(found.message),
            ]
            do {
                try await journal.append(record)
            } catch {
                row.append("note", .string(Wording.outcomeUnwritten(error)))
            }
            rows.append(row)
        }
        return rows
    }

    private static func aftermath<C: Change>(
        of change: C, _ identity: String, _ answer: @Sendable (Question) async -> Fact
    ) async -> Aftermath? {
        var evidence = Evidence()
        for question in change.traces {
            let fact = await answer(question)
            if case .unknown = fact { return nil }
            evidence[question] = fact
        }
        return change.aftermath(evidence, identity: identity)
    }
}
