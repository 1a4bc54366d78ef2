import Guard
import JSON
import JetStream
import Model
import Platform

/// Finds buckets and objects, or says which ones may have been meant.
enum ObjectLookup {
    static func bucket(_ name: String, _ context: ToolContext) async throws(ToolFailure) -> ObjectBucket {
        do {
            return try await context.jetStream.objectBucket(name)
        } catch  where error.code == .bucketNotFound {
            throw await missing(name, context)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// An object that is there, deleted ones are not.
    static func entry(
        _ name: String, in bucket: ObjectBucket, _ context: ToolContext
    ) async throws(ToolFailure) -> ObjectEntry {
        do {
            return try await context.jetStream.existingObject(name, in: bucket)
        } catch {
            throw failure(error, name, bucket.name)
        }
    }

    /// An error about an object, with its name.
    static func failure(_ error: JetStreamError, _ name: String, _ bucket: String) -> ToolFailure {
        switch error.code {
        case .objectNotFound:
            ToolFailure(
                "object_not_found", "Bucket \(quoted(bucket)) has no object \(quoted(name)).",
                next: "object_ls lists what there is; names are compared byte for byte.")
        case .objectDeleted, .objectChanged, .objectDamaged, .linkNotReadable:
            ToolFailure(error.code.rawValue, "\(quoted(name)) in bucket \(quoted(bucket)): \(error.message).")
        default: ToolFailure(error)
        }
    }

    static func missing(_ bucket: String, _ context: ToolContext) async -> ToolFailure {
        let buckets = (try? await context.jetStream.streamNames())?.compactMap(ObjectNames.bucket(ofStream:))
        return NotFound.failure(
            "bucket_not_found", "There is no object bucket \(quoted(bucket))", bucket, among: buckets, what: "object buckets",
            listing: "object_ls without `bucket`")
    }
}

extension ToolContext {
    /// Refuses a name that was found out only now, as the arguments' names were before the call.
    func refuseHidden(_ name: String, in bucket: String) throws(ToolFailure) {
        try services.disclosure.check(["bucket": .string(bucket), "name": .string(name)])
    }
}
