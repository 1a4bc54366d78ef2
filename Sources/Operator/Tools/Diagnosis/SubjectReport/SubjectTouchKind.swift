import JSON

/// What can have to do with a subject, in the order of a report.
enum SubjectTouchKind: String, Sendable, CaseIterable {
    case stream, consumer, subscription, service, mapping, export, `import`, leafnode

    /// A list, or words separated by commas; nothing means all.
    static func decode(_ value: JSONValue?) throws(ArgumentMistake) -> [SubjectTouchKind] {
        let mistake = ArgumentMistake("a list of " + allCases.map(\.rawValue).joined(separator: ", "))
        let words: [String]
        switch value {
        case nil, .null?: return allCases
        case .string(let text)?: words = text.split(separator: ",").map { String($0.filter { $0 != " " }) }
        case .array(let elements)?: words = elements.map { $0.string ?? "" }
        default: throw mistake
        }
        var kinds: [SubjectTouchKind] = []
        for word in words {
            guard let kind = SubjectTouchKind(rawValue: word) else { throw mistake }
            kinds.append(kind)
        }
        return kinds.isEmpty ? allCases : kinds
    }

    fileprivate var place: String { "\(Self.allCases.firstIndex(of: self) ?? 0)" }
}

extension PagedRows.Row {
    /// - Parameter place: among its kind.
    static func touching(_ kind: SubjectTouchKind, _ place: String, _ json: JSONObject) -> PagedRows.Row {
        PagedRows.Row(
            place: kind.place + "\u{1F}" + place, json: JSONObject.joined(["kind": .string(kind.rawValue)], json))
    }

    var kind: SubjectTouchKind? { json["kind"]?.string.flatMap(SubjectTouchKind.init(rawValue:)) }
}
