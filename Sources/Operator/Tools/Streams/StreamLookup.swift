import Guard
import JSON
import JetStream
import Model
import NATS

/// Finds a stream, or says which ones it may have been.
enum StreamLookup {
    static func info(_ name: String, _ context: ToolContext) async throws(ToolFailure) -> StreamInfo {
        do {
            return try await context.jetStream.streamInfo(name)
        } catch  where error.code == .streamNotFound {
            throw await missing(name, context)
        } catch {
            throw ToolFailure(error)
        }
    }

    static func missing(_ name: String, _ context: ToolContext) async -> ToolFailure {
        let names = try? await context.jetStream.streamNames()
        return NotFound.failure(
            "stream_not_found", "There is no stream \(quoted(name))", name, among: names,
            or: names?.compactMap(KeyValueNames.bucket(ofStream:)) ?? [], what: "streams", listing: "stream_list")
    }

    static func bucket(_ name: String, _ context: ToolContext) async throws(ToolFailure) -> KeyValueBucket {
        do {
            return try await context.jetStream.bucket(name)
        } catch  where error.code == .bucketNotFound {
            throw await missingBucket(name, context)
        } catch {
            throw ToolFailure(error)
        }
    }

    static func missingBucket(_ bucket: String, _ context: ToolContext) async -> ToolFailure {
        let buckets = (try? await context.jetStream.streamNames())?.compactMap(KeyValueNames.bucket(ofStream:))
        return NotFound.failure(
            "bucket_not_found", "There is no bucket \(quoted(bucket))", bucket, among: buckets, what: "buckets", listing: "kv_ls")
    }
}

extension ToolFailure {
    /// A JetStream error in the words of a tool's result.
    init(_ error: JetStreamError) {
        self.init(error.codeName, error.message, next: Self.next(error), details: error.numbers)
    }

    private static func next(_ error: JetStreamError) -> String? {
        if error.code == .noLeader { return "Try again in some seconds; if it goes on, stream_info shows the peers of a stream." }
        if error.code == .notAvailable {
            return "server_info shows the account. Another domain's JetStream (--js-domain), or one that the account imports "
                + "(--js-api-prefix), is chosen when this program starts."
        }
        return error.cause?.nextStep ?? known(error)?.advice
    }

    private static func known(_ error: JetStreamError) -> ServerError? { error.apiErrorCode.flatMap(ServerErrors.numbered) }
}
