import Guard
public import JSON
import JetStream

/// Takes a key back to an earlier value.
public struct KeyRevert: Tool {
    public let name = "kv_revert"
    public let title = "Revert a key"
    public let description =
        "Writes the value of an earlier `revision` of a key (kv_history) again, as its newest, also after a deletion. "
        + "Fails if somebody else writes the key meanwhile."
    public let effect = Effect.change(.data, destructive: true, idempotent: false)
    public let scope = Scope.nats

    private static let revision = Field<UInt64?>.sequence("revision", "The one whose value is wanted.")

    public let fields: [any FieldShape] = [KeyFields.bucket, KeyFields.key, revision, BucketRemoval.force, ChangeFields.dryRun]

    public let output: JSONObject = ChangeOutput.properties([
        "revision": ["type": "integer", "description": "The key's revision from now on."],
        "from": ["type": "object", "description": "What the key was at: revision, operation, created."],
        "to": ["type": "object", "description": "The value that is back: revision, created, size, ttl it had and has no more."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try arguments(KeyFields.bucket)
        let key = try arguments(KeyFields.key)
        guard let revision = try arguments(Self.revision) else {
            throw ToolFailure(
                "missing_argument", "`revision` is missing: to which value is the key to be taken back?",
                next: "kv_history lists the revisions of the key that are still there.")
        }
        let bucket = try await StreamLookup.bucket(name, context)
        let (now, then) = try await revisions(key, revision, bucket, context)
        guard then.operation == .put else {
            throw ToolFailure(
                "invalid_argument", "Revision \(revision) of key \(quoted(key)) is a deletion and has no value.",
                next: "kv_del deletes the key; kv_history lists its revisions.")
        }
        guard now.revision != then.revision else {
            throw ToolFailure(
                "invalid_argument", "Key \(quoted(key)) is at revision \(revision) already: nothing was changed.",
                next: "kv_history lists the earlier ones.")
        }
        let change = KeyWrite(
            bucket: name, key: key, .put(then.value), expecting: .revision(now.revision), restored: then.revision)
        var result = try await KeyWriting.run(change, self.name, arguments, context)
        result.append("from", .object(Self.shown(now)))
        result.append("to", .object(Self.shown(then)))
        return result
    }

    /// What the key is at, by its leader, and what it is to be.
    private func revisions(
        _ key: String, _ revision: UInt64, _ bucket: KeyValueBucket, _ context: ToolContext
    ) async throws(ToolFailure) -> (now: KeyValueEntry, then: KeyValueEntry) {
        do {
            let now = try await context.jetStream.latest(in: bucket, key: key)
            let then = try await context.jetStream.latest(in: bucket, key: key, revision: revision)
            return (now, then)
        } catch  where error.code == .keyNotFound {
            throw ToolFailure(
                error.code.rawValue, error.message + ".", next: "kv_history lists the revisions of the key that are still there.")
        } catch {
            throw ToolFailure(error)
        }
    }

    private static func shown(_ entry: KeyValueEntry) -> JSONObject {
        var object: JSONObject = ["revision": JSONValue(entry.revision), "created": .string(entry.created)]
        if entry.operation == .put {
            object.append("size", JSONValue(entry.size))
        } else {
            object.append("operation", .string(entry.operation.rawValue))
        }
        if let lifetime = entry.timeToLive { object.append("ttl", .string(lifetime)) }
        return object
    }
}
