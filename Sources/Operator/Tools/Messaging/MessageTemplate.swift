import Guard
import Platform

/// Words in double braces that the command line of NATS fills in for each message it publishes: `{{Count}}`, `{{TimeStamp}}`,
/// `{{Unix}}`, `{{UnixNano}}`, `{{Time}}`, `{{ID}}` and `{{Random 10 20}}` (letters, so many at least and at most).
struct MessageTemplate {
    private enum Word {
        case count, timestamp, unix, nanoseconds, time, id
        case random(Int, Int)
    }

    private enum Part {
        case text(String)
        case word(Word)
    }

    private static let longest = 10_000
    private let parts: [Part]

    /// Whether there is anything to fill in.
    let isTemplate: Bool

    init(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            // Of `{{{Count}}` the inner pair counts.
            let open = rest[..<end.lowerBound].ranges(of: "{{").last ?? start
            if let word = Self.word(rest[open.upperBound..<end.lowerBound]) {
                parts += [.text(String(rest[..<open.lowerBound])), .word(word)]
            } else {
                parts.append(.text(String(rest[..<end.upperBound])))
            }
            rest = rest[end.upperBound...]
        }
        isTemplate = parts.contains { if case .word = $0 { true } else { false } }
        self.parts = parts + [.text(String(rest))]
    }

    /// - Parameter number: of the message, from 1.
    func filled(_ number: Int, at time: WallTime) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .word(let word): Self.value(word, number, time)
            }
        }.joined()
    }

    private static func word(_ text: Substring) -> Word? {
        let words = text.split { " (),".contains($0) }
        switch words.first.map({ $0.hasPrefix(".") ? $0.dropFirst() : $0 }) {
        case "Count"?, "Cnt"?: return words.count == 1 ? .count : nil
        case "TimeStamp"?: return words.count == 1 ? .timestamp : nil
        case "Unix"?: return words.count == 1 ? .unix : nil
        case "UnixNano"?: return words.count == 1 ? .nanoseconds : nil
        case "Time"?: return words.count == 1 ? .time : nil
        case "ID"?: return words.count == 1 ? .id : nil
        case "Random"?:
            guard words.count == 3, let least = Int(words[1]), let most = Int(words[2]), 0 <= least, least <= most,
                most <= longest
            else { return nil }
            return .random(least, most)
        default: return nil
        }
    }

    private static func value(_ word: Word, _ number: Int, _ time: WallTime) -> String {
        switch word {
        case .count: return "\(number)"
        case .timestamp: return time.rfc3339
        case .unix: return "\(time.nanoseconds / 1_000_000_000)"
        case .nanoseconds: return "\(time.nanoseconds)"
        case .time: return clock(time)
        case .id: return UUIDv7.make(at: time)
        case .random(let least, let most):
            return String((0..<Int.random(in: least...most)).map { _ in letters[Int.random(in: 0..<letters.count)] })
        }
    }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    /// As `3:04PM`, in UTC.
    private static func clock(_ time: WallTime) -> String {
        let minutes = time.nanoseconds / 60_000_000_000 % 1440
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "\(hour % 12 == 0 ? 12 : hour % 12):\(minute < 10 ? "0" : "")\(minute)\(hour < 12 ? "AM" : "PM")"
    }
}

/// One message, filled in once for each time it is published.
enum TemplatedMessages {
    /// Of all of them together.
    private static let mostBytes = 16 << 20

    /// Nil where there is nothing to fill in. What is no text is left as it is.
    static func make(
        _ message: MessagePublish.Message, count: Int
    ) throws(ToolFailure) -> [MessagePublish.Message]? {
        let body = String(validating: message.payload, as: UTF8.self).map(MessageTemplate.init)
        let subject = MessageTemplate(message.subject)
        let headers = message.headers.map { ($0.name, MessageTemplate($0.value)) }
        guard body?.isTemplate == true || subject.isTemplate || headers.contains(where: { $0.1.isTemplate }) else { return nil }
        var messages: [MessagePublish.Message] = []
        var bytes = 0
        for number in 1...count {
            let now = WallTime.now()
            let filled = MessagePublish.Message(
                subject: subject.filled(number, at: now), reply: message.reply,
                headers: headers.map { .init(name: $0.0, value: $0.1.filled(number, at: now)) },
                payload: body.map { Array($0.filled(number, at: now).utf8) } ?? message.payload)
            try Subjects.check(filled.subject, argument: "subject")
            bytes += filled.payload.count
            guard bytes <= mostBytes else {
                throw ToolFailure(
                    "invalid_argument", "\(count) messages filled in are larger than \(mostBytes) bytes together.",
                    next: "Publish fewer at a time.")
            }
            messages.append(filled)
        }
        return messages
    }
}
