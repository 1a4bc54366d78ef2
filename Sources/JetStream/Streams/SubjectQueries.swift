import JSON

/// A part of a stream's subjects, in order of name, as the server hands them out.
public struct SubjectPage: Sendable {
    public struct Entry: Sendable, Hashable {
        public let subject: String
        public let messages: UInt64
    }

    public let entries: [Entry]
    /// How many match in all.
    public let total: Int
}

extension JetStreamClient {
    /// Subjects that match, from an offset on; the server decides how many (100,000 at most).
    public func subjects(
        of stream: String, matching filter: String, offset: Int
    ) async throws(JetStreamError) -> SubjectPage {
        let reply = try await call(
            "STREAM.INFO." + (try Self.token(stream, what: "stream")),
            ["subjects_filter": .string(filter), "offset": JSONValue(offset)])
        let entries = (reply["state"]?["subjects"]?.object?.members ?? []).map {
            SubjectPage.Entry(subject: $0.key, messages: $0.value.uint64 ?? 0)
        }
        // The server's order is that of bytes, and JSON written by a map keeps it; older ones give none.
        return SubjectPage(
            entries: entries.sorted { $0.subject.utf8.lexicographicallyPrecedes($1.subject.utf8) },
            total: max(reply["total"]?.int ?? 0, entries.isEmpty ? 0 : offset + entries.count))
    }
}
