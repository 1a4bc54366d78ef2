import Guard
import JSON

/// Headers as people write them: a list of lines, one line, or an object.
enum HeaderLines {
    /// - Parameter separator: what stands between name and value.
    static func decode(
        _ value: JSONValue?, separator: Character = ":"
    ) throws(ArgumentMistake) -> [MessagePublish.Header] {
        let mistake = ArgumentMistake("a list of texts like \"Name\(separator)\(separator == ":" ? " " : "")value\"")
        func header(_ line: String) throws(ArgumentMistake) -> MessagePublish.Header {
            guard let end = line.firstIndex(of: separator), end != line.startIndex else { throw mistake }
            let value = line[line.index(after: end)...].drop { separator == ":" && $0 == " " }
            return MessagePublish.Header(name: String(line[..<end]), value: String(value))
        }
        switch value {
        case nil, .null?: return []
        case .string(let line)?: return [try header(line)]
        case .array(let lines)?:
            var headers: [MessagePublish.Header] = []
            for line in lines {
                guard let text = line.string else { throw mistake }
                headers.append(try header(text))
            }
            return headers
        case .object(let object)?:
            var headers: [MessagePublish.Header] = []
            for member in object.members {
                guard let text = member.value.string else { throw mistake }
                headers.append(MessagePublish.Header(name: member.key, value: text))
            }
            return headers
        default: throw mistake
        }
    }
}
