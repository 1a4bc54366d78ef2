import JSON

/// Integers that a reader working in doubles would round get their digits as a string beside them.
enum ExactNumbers {
    private static let limit: UInt64 = 1 << 53

    /// Adds `<name>_exact` behind each such member. What users stored (`json` of a payload) stays as it is.
    static func marked(_ object: JSONObject) -> JSONObject {
        guard needsMarks(object) else { return object }
        var result: [JSONObject.Member] = []
        for member in object.members {
            let value = member.key == Payload.jsonKey ? member.value : marked(member.value)
            result.append(JSONObject.Member(key: member.key, value: value))
            if isLarge(value), object[member.key + "_exact"] == nil {
                result.append(JSONObject.Member(key: member.key + "_exact", value: .string(value.text)))
            }
        }
        return JSONObject(uniqueMembers: result)
    }

    private static func marked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object): .object(marked(object))
        case .array(let elements): .array(elements.map(marked))
        default: value
        }
    }

    private static func isLarge(_ value: JSONValue) -> Bool {
        switch value {
        case .integer(let number): number.magnitude > limit
        case .unsigned: true
        default: false
        }
    }

    private static func needsMarks(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object): needsMarks(object)
        case .array(let elements): elements.contains(where: needsMarks)
        default: isLarge(value)
        }
    }

    private static func needsMarks(_ object: JSONObject) -> Bool {
        // The key is looked at last: few values need marks.
        object.members.contains { needsMarks($0.value) && $0.key != Payload.jsonKey }
    }
}
