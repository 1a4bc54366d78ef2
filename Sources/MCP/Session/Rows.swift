internal import JSON

extension MCPIdentity {
    func row(title: Bool) -> JSONObject {
        var row: JSONObject = ["name": .string(name), "version": .string(version)]
        if title { row["title"] = .string(self.title) }
        return row
    }
}

extension MCPTool {
    /// The row as a revision knows it.
    func row(_ version: ProtocolVersion) -> JSONObject {
        var row: JSONObject = ["name": .string(name)]
        if version.hasTitles { row.append("title", .string(title)) }
        row.append("description", .string(description))
        row.append("inputSchema", .object(inputSchema))
        if version.hasStructuredContent, let outputSchema { row.append("outputSchema", .object(outputSchema)) }
        guard version.hasAnnotations else { return row }
        var hints: JSONObject = [
            "readOnlyHint": .bool(readOnly), "destructiveHint": .bool(destructive), "idempotentHint": .bool(idempotent),
            "openWorldHint": .bool(openWorld),
        ]
        // Before `title` had its place beside `name` it stood among the annotations.
        if !version.hasTitles { hints["title"] = .string(title) }
        row.append("annotations", .object(hints))
        return row
    }
}

extension MCPPrompt {
    func row(_ version: ProtocolVersion) -> JSONObject {
        var row: JSONObject = ["name": .string(name)]
        if version.hasTitles { row.append("title", .string(title)) }
        row.append("description", .string(description))
        let rows = arguments.map { argument -> JSONValue in
            ["name": .string(argument.name), "description": .string(argument.description), "required": .bool(argument.required)]
        }
        row.append("arguments", .array(rows))
        return row
    }
}

extension MCPResource {
    func row(_ version: ProtocolVersion) -> JSONObject {
        var row: JSONObject = ["uri": .string(uri), "name": .string(name)]
        if version.hasTitles { row["title"] = title.map { .string($0) } }
        row["description"] = description.map { .string($0) }
        row["mimeType"] = mimeType.map { .string($0) }
        return row
    }
}

extension MCPResourceTemplate {
    func row(_ version: ProtocolVersion) -> JSONObject {
        var row: JSONObject = ["uriTemplate": .string(uriTemplate), "name": .string(name)]
        if version.hasTitles { row["title"] = title.map { .string($0) } }
        row["description"] = description.map { .string($0) }
        row["mimeType"] = mimeType.map { .string($0) }
        return row
    }
}

extension MCPResourceContents {
    /// `_meta` came into contents with the titles.
    func row(_ version: ProtocolVersion) -> JSONObject {
        var row: JSONObject = ["uri": .string(uri)]
        row["mimeType"] = mimeType.map { .string($0) }
        switch body {
        case .text(let text): row["text"] = .string(text)
        case .base64(let text): row["blob"] = .string(text)
        }
        if version.hasTitles, !meta.isEmpty { row["_meta"] = .object(meta) }
        return row
    }
}
