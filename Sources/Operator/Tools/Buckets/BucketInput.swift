import Guard
import JSON
import JetStream
import Model

/// Buckets as arguments: fields of a bucket, and the stream they make.
struct BucketInput {
    let known: [ConfigurationField]
    let input: ConfigurationInput

    /// - Parameters:
    ///   - listed: fields that schemas tell of, with what they say.
    ///   - words: what the schema says of `config`.
    init(_ known: [ConfigurationField], listed: [String: String] = [:], words: String) {
        self.known = known
        input = ConfigurationInput(known, listed: listed, words: words)
    }

    /// The fields given, as fields of the bucket's stream.
    func read(_ bucket: String, _ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await read(bucket, given: try input.read(arguments), context)
    }

    /// - Parameter given: fields of the bucket, read.
    func read(_ bucket: String, given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await context.checkSupport(of: given, known)
        do {
            var fields = try BucketConfiguration.streamFields(given)
            try await copies(given, bucket, &fields, context)
            return fields
        } catch let mistake as BucketMistake {
            throw Self.failure(mistake)
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure("internal", "\(error)")
        }
    }

    private func copies(
        _ given: JSONObject, _ bucket: String, _ fields: inout JSONObject, _ context: ToolContext
    ) async throws {
        if var mirror = given["mirror"]?.object {
            if let domain = given["mirror_domain"], !domain.isNull { mirror["domain"] = domain }
            guard given["sources"] == nil else {
                throw ToolFailure("invalid_argument", "A bucket mirrors another or takes keys from several: not both.")
            }
            let origin = try BucketConfiguration.origin(mirror)
            _ = try await prefix(of: origin, bucket, context)
            fields["mirror"] = .object(origin)
        } else if given["mirror"] == nil, given["mirror_domain"]?.string?.isEmpty == false {
            throw ToolFailure("missing_argument", "`mirror` is missing: which bucket of that domain is to be mirrored?")
        }
        guard let sources = given["sources"]?.array else { return }
        var all: [JSONValue] = []
        for source in sources.compactMap(\.object) {
            let origin = try BucketConfiguration.origin(source)
            let prefix = try await prefix(of: origin, bucket, context)
            all.append(.object(BucketConfiguration.source(origin, prefix: prefix, into: bucket)))
        }
        fields["sources"] = .array(all)
    }

    /// What the subjects of another bucket begin with. One that is here is looked at: it has to exist, and may be a mirror itself.
    private func prefix(
        of origin: JSONObject, _ bucket: String, _ context: ToolContext
    ) async throws(ToolFailure) -> String {
        let stream = origin["name"]?.string ?? ""
        let name = KeyValueNames.bucket(ofStream: stream) ?? stream
        try context.services.disclosure.check(["bucket": .string(name), "stream": .string(stream)])
        guard origin["external"] == nil else { return KeyValueNames.subject(bucket: name, key: "") }
        guard name != bucket else {
            throw ToolFailure("invalid_argument", "Bucket \(quoted(bucket)) can't copy from itself.")
        }
        if let transforms = origin["subject_transforms"]?.array, !transforms.isEmpty { return "" }
        return try await StreamLookup.bucket(name, context).prefix
    }

    private static func failure(_ mistake: BucketMistake) -> ToolFailure {
        ToolFailure("invalid_argument", "`\(mistake.field)`: \(mistake.message).")
    }

    /// Refuses a name no client could use.
    static func check(name: String) throws(ToolFailure) {
        guard KeyValueNames.isBucket(name) else {
            throw ToolFailure(
                "invalid_argument", "`bucket`: \(JSONValue.string(name).text) is no name for a bucket.",
                next: "Letters, digits, `_` and `-` only, without the KV_ or OBJ_ of its stream.")
        }
    }
}
