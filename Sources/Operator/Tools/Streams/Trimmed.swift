import JSON

/// A document that is too large for a result, less its largest parts.
enum Trimmed {
    /// The object with as many of its largest members (and members of members) told by size alone as it takes to fit.
    /// - Returns: also which ones: `config.subjects`.
    static func fitting(_ object: JSONObject, _ fits: (JSONObject) -> Bool) -> (object: JSONObject, leftOut: [String]) {
        var object = object
        var leftOut: [String] = []
        while !fits(object), let (outer, inner, size) = largest(of: object) {
            let note = JSONValue.string("left out: \(size) bytes")
            if let inner, var part = object[outer]?.object {
                part[inner] = note
                object[outer] = .object(part)
                leftOut.append(outer + "." + inner)
            } else {
                object[outer] = note
                leftOut.append(outer)
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
