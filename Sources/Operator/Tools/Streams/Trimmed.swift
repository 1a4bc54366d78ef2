import JSON

/// A document that is too large for a result, less its largest parts.
enum Trimmed {
    /// The object without as many of its largest members (and members of members) as it takes to fit.
    /// - Returns: also which ones, with their sizes: `config.subjects: 41234 bytes`.
    static func fitting(_ object: JSONObject, _ budget: Budget) -> (object: JSONObject, leftOut: [JSONValue]) {
        var object = object
        var leftOut: [JSONValue] = []
        while !budget.fits(["object": .object(object), "left_out": .array(leftOut)]),
            let (outer, inner, size) = largest(of: object)
        {
            if let inner, var part = object[outer]?.object {
                part[inner] = nil
                object[outer] = .object(part)
                leftOut.append(.string("\(outer).\(inner): \(size) bytes"))
            } else {
                object[outer] = nil
                leftOut.append(.string("\(outer): \(size) bytes"))
            }
        }
        return (object, leftOut)
    }

    private static func largest(of object: JSONObject) -> (outer: String, inner: String?, size: Int)? {
        var found: (outer: String, inner: String?, size: Int)?
        func consider(_ outer: String, _ inner: String?, _ value: JSONValue) {
            let size = value.serialized().count
            if size > 100, size > found?.size ?? 0 { found = (outer, inner, size) }
        }
        for member in object.members where member.key != "name" {
            if let part = member.value.object, part.members.contains(where: { $0.value.serialized().count > 100 }) {
                for inner in part.members { consider(member.key, inner.key, inner.value) }
            } else {
                consider(member.key, nil, member.value)
            }
        }
        return found
    }
}
