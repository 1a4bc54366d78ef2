import JSON
import Model

/// What an update of a stream deletes at once, limit by limit.
struct StreamLoss {
    let field: String
    let loss: Loss
    /// The effect in words.
    let words: String

    static func all(of update: StreamUpdate, _ info: StreamInfo, _ evidence: Evidence) -> [StreamLoss] {
        [messages, size, age, perSubject, interest].compactMap { $0(update, info, evidence) }
    }

    /// Discard new deletes nothing: the stream is full from then on (another rule says so).
    private static func discards(_ update: StreamUpdate) -> Bool { update.proposed?.discard != "new" }

    static func messages(_ update: StreamUpdate, _ info: StreamInfo, _ evidence: Evidence) -> StreamLoss? {
        guard let limit = update.binding("max_msgs"), discards(update) else { return nil }
        let there = info.state.messages(through: update.last)
        let lost = there > UInt64(limit) ? there - UInt64(limit) : 0
        return counted("max_msgs", .exactly(lost), of: there, info)
    }

    /// Sizes of messages are not told: only how many bytes go.
    static func size(_ update: StreamUpdate, _ info: StreamInfo, _ evidence: Evidence) -> StreamLoss? {
        guard let limit = update.binding("max_bytes"), discards(update) else { return nil }
        guard info.state.bytes > UInt64(limit) else { return StreamLoss(field: "max_bytes", loss: .none, words: "") }
        let over = info.state.bytes - UInt64(limit)
        let words = "deletes the oldest \(bytes(over)) of \(bytes(info.state.bytes)) (\(info.state.messages.grouped) messages)"
        let most = MessageCount.atMost(info.state.messages(through: update.last))
        return StreamLoss(field: "max_bytes", loss: .messages(most), words: words + oldest(info))
    }

    static func age(_ update: StreamUpdate, _ info: StreamInfo, _ evidence: Evidence) -> StreamLoss? {
        guard let question = update.ageQuestion else { return nil }
        return asked("max_age", question, update, info, evidence)
    }

    static func perSubject(_ update: StreamUpdate, _ info: StreamInfo, _ evidence: Evidence) -> StreamLoss? {
        guard let question = update.perSubjectQuestion else { return nil }
        return asked("max_msgs_per_subject", question, update, info, evidence)
    }

    /// With interest retention what no consumer waits for goes: all of it where there are no consumers.
    static func interest(_ update: StreamUpdate, _ info: StreamInfo, _ evidence: Evidence) -> StreamLoss? {
        guard let change = update.change("retention"), change.to == "interest" else { return nil }
        let there = info.state.messages(through: update.last)
        guard there > 0 else { return StreamLoss(field: "retention", loss: .none, words: "") }
        let none = evidence.consumers(of: update.stream)?.isEmpty ?? false
        return counted("retention", none ? .exactly(there) : .atMost(there), of: there, info)
    }

    private static func asked(
        _ field: String, _ question: Question, _ update: StreamUpdate, _ info: StreamInfo, _ evidence: Evidence
    ) -> StreamLoss {
        let there = info.state.messages(through: update.last)
        switch evidence[question] {
        case .count(let count)?: return counted(field, count, of: there, info)
        case .unknown(let why)?:
            return StreamLoss(
                field: field, loss: .unknown(why),
                words: "deletes an unknown number of \(there.grouped) messages: \(why)")
        default:
            return StreamLoss(
                field: field, loss: .unknown("the messages were not counted"),
                words: "deletes an unknown number of \(there.grouped) messages: they were not counted")
        }
    }

    private static func counted(_ field: String, _ count: MessageCount, of there: UInt64, _ info: StreamInfo) -> StreamLoss {
        guard count.limit > 0 else { return StreamLoss(field: field, loss: .none, words: "") }
        return StreamLoss(
            field: field, loss: .messages(count),
            words: "deletes \(count.words) of \(there.grouped) messages (\(bytes(info.state.bytes)) in all)" + oldest(info))
    }

    private static func oldest(_ info: StreamInfo) -> String {
        info.state.firstTime.map { ", the oldest of \($0)" } ?? ""
    }
}
