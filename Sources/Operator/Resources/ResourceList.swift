import JSON
import JetStream
import Model

/// A page of what there is to read.
public struct ResourcePage: Sendable {
    public let rows: [ResourceRow]
    public let nextCursor: String?
}

extension Resources {
    /// Rows of a page; fastmcp gives up after 250 pages.
    private static let pageSize = 256
    /// How long a page waits for a server: without one there are the guides.
    private static let patience = Duration.seconds(2)
    private static let cursorName = "resources/list"

    /// Servers and guides, then the streams and buckets of each context in order of name. Keys and objects are not listed:
    /// there may be millions.
    public func list(cursor: String?) async throws(ToolFailure) -> ResourcePage {
        let position = try Cursor.position(in: cursor, tool: Self.cursorName, query: [:])
        let index = position?["context"]?.int ?? 0
        let offset = position?["offset"]?.int ?? 0
        guard contexts.all.indices.contains(index), offset >= 0 else {
            throw ToolFailure("invalid_cursor", "The cursor points nowhere.", next: "Leave it out to begin anew.")
        }
        var rows = position == nil ? own : []
        let services = contexts.all[index]
        let names: StreamNamePage
        do {
            names = try await services.jetStream.within(TimeBudget(Self.patience)).streamNames(offset: offset)
        } catch  where offset == 0 {
            // No server, no JetStream, no permission: there are other contexts, and what needs none.
            return ResourcePage(rows: rows, nextCursor: next(index + 1, 0))
        } catch {
            throw ToolFailure(error)
        }
        let taken = names.names.prefix(Self.pageSize)
        rows += taken.filter { !services.disclosure.hides($0) }.map { row($0, context: name(of: index)) }
        let end = offset + taken.count
        return ResourcePage(rows: rows, nextCursor: taken.isEmpty || end >= names.total ? next(index + 1, 0) : next(index, end))
    }

    private func next(_ index: Int, _ offset: Int) -> String? {
        guard contexts.all.indices.contains(index) else { return nil }
        return Cursor(
            tool: Self.cursorName, query: [:], position: ["context": JSONValue(index), "offset": JSONValue(offset)]
        ).text
    }

    /// The default context needs no name.
    private func name(of index: Int) -> String? { index == 0 ? nil : contexts.all[index].context }

    /// What is there without any server.
    private var own: [ResourceRow] {
        let servers = contexts.all.indices.map { index in
            let context = contexts.all.count > 1 ? " of context \(contexts.all[index].context)" : ""
            return ResourceRow(
                ResourceAddress(.server, context: name(of: index)),
                index == 0 ? "server" : "server " + contexts.all[index].context, title: "Server and account" + context,
                description: "Which server this is connected to, as whom, and JetStream usage.")
        }
        let guides = Guide.all.map {
            ResourceRow(
                ResourceAddress(.guide($0.name)), $0.name, title: $0.title, description: $0.about, mimeType: "text/markdown")
        }
        return servers + guides
    }

    private func row(_ stream: String, context: String?) -> ResourceRow {
        if let bucket = KeyValueNames.bucket(ofStream: stream) {
            return ResourceRow(ResourceAddress(.bucket(bucket), context: context), bucket, title: "Key-value bucket \(bucket)")
        }
        if let bucket = ObjectNames.bucket(ofStream: stream) {
            return ResourceRow(ResourceAddress(.objectBucket(bucket), context: context), bucket, title: "Object bucket \(bucket)")
        }
        return ResourceRow(ResourceAddress(.stream(stream), context: context), stream, title: "Stream \(stream)")
    }
}
