public import JSON

extension BucketConfiguration {
    /// A bucket to copy from as a stream's source or mirror, from what a person says: its name with or without `KV_`, the domain
    /// it is in, and anything a source may have.
    public static func origin(_ given: JSONObject) throws(BucketMistake) -> JSONObject {
        var json = given
        guard let name = given["name"]?.string, !name.isEmpty else {
            throw BucketMistake(field: "name", message: "the bucket to copy from is not named")
        }
        json["name"] = .string(KeyValueNames.bucket(ofStream: name) == nil ? KeyValueNames.stream(ofBucket: name) : name)
        json["domain"] = nil
        guard let domain = given["domain"]?.string, !domain.isEmpty else { return json }
        guard given["external"] == nil else {
            throw BucketMistake(field: "domain", message: "`external` says where it is already: give one of them")
        }
        guard !domain.contains(where: { ".*> ".contains($0) }) else {
            throw BucketMistake(field: "domain", message: "no domain can have this name")
        }
        json["external"] = ["api": .string("$JS.\(domain).API")]
        return json
    }

    /// A source whose keys are seen as keys of `bucket`: without a transform they would keep their own subjects, and reads would
    /// miss them. One that has transforms is left as it is.
    /// - Parameter prefix: of the subjects in it: `$KV.<bucket>.`, or what a mirror has from its origin.
    public static func source(_ given: JSONObject, prefix: String, into bucket: String) -> JSONObject {
        if let transforms = given["subject_transforms"]?.array, !transforms.isEmpty { return given }
        var json = given
        let own = KeyValueNames.subject(bucket: bucket, key: "")
        let filter = given["filter_subject"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let keys = filter.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
        guard prefix != own else {
            if let keys { json["filter_subject"] = .string(prefix + keys) }
            return json
        }
        json["filter_subject"] = nil
        let pattern = keys ?? ">"
        json["subject_transforms"] = [["src": .string(prefix + pattern), "dest": .string(own + mapped(pattern))]]
        return json
    }

    /// A pattern as the destination of a transform: each `*` stands for what it matched.
    private static func mapped(_ pattern: String) -> String {
        var count = 0
        return pattern.split(separator: ".", omittingEmptySubsequences: false).map { token -> String in
            guard token == "*" else { return String(token) }
            count += 1
            return "{{wildcard(\(count))}}"
        }.joined(separator: ".")
    }
}
