import Guard
import JSON
import JetStream
import Model
import Platform

/// Finds a consumer, or says which ones it may have been, or why it does not answer.
enum ConsumerLookup {
    static let stream = Field<String>.text("stream", "The stream's name.")
    static let consumer = Field<String>.text("consumer", "The consumer's name.", aliases: ["name", "durable"])

    static func info(_ stream: String, _ name: String, _ context: ToolContext) async throws(ToolFailure) -> ConsumerInfo {
        do {
            return try await context.jetStream.consumerInfo(of: stream, name)
        } catch {
            switch error.code {
            case .streamNotFound: throw await StreamLookup.missing(stream, context)
            case .consumerNotFound: throw await missing(stream, name, context)
            default: throw await silent(stream, name, context) ?? ToolFailure(error)
            }
        }
    }

    private static func missing(_ stream: String, _ name: String, _ context: ToolContext) async -> ToolFailure {
        context.services.memory.missed(name, stream: stream)
        return NotFound.failure(
            "consumer_not_found", "Stream \(quoted(stream)) has no consumer \(quoted(name))", name,
            among: try? await context.jetStream.consumerNames(of: stream), what: "consumers of the stream",
            listing: "consumer_list with this stream")
    }

    /// A consumer that is there and does not answer: it has no leader, or the server cannot serve it. Lists tell.
    private static func silent(_ stream: String, _ name: String, _ context: ToolContext) async -> ToolFailure? {
        var offset: Int? = 0
        while let from = offset, let page = try? await context.jetStream.consumers(of: stream, offset: from) {
            if page.missing.contains(name) {
                return ToolFailure(
                    "consumer_without_leader",
                    "Consumer \(quoted(name)) of stream \(quoted(stream)) is there, but nobody answers for it: it has no leader, so it "
                        + "delivers nothing until enough of its servers are back.",
                    next: "stream_state shows which of the stream's servers are offline.")
            }
            if let reason = page.offline[name] {
                return ToolFailure(
                    "consumer_offline",
                    "Consumer \(quoted(name)) of stream \(quoted(stream)) cannot be served: \(reason.string ?? reason.text)",
                    next: "Its configuration needs a newer server than those that hold it, as a rule.")
            }
            offset = page.next
        }
        return nil
    }
}
