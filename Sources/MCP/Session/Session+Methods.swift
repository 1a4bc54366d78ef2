internal import JSON

extension MCPSession {
    /// Whether a method exists here in any era.
    func isKnown(_ method: String) -> Bool {
        switch method {
        case "ping", "initialize", "server/discover", "subscriptions/listen", "tools/list", "tools/call": true
        case "resources/list", "resources/templates/list", "resources/read": catalog.hasResources
        case "resources/subscribe", "resources/unsubscribe": catalog.notifies.contains(.resourceUpdated)
        case "prompts/list", "prompts/get": catalog.hasPrompts
        case "completion/complete": catalog.hasCompletions
        default: false
        }
    }

    /// The methods both eras have.
    mutating func serveShared(
        _ request: Message.Request, _ caller: Caller, _ version: ProtocolVersion, given: [GivenAnswer], batch: Int?
    ) {
        do {
            switch request.method {
            case "tools/list": try list(request, .tools, version, batch: batch)
            case "tools/call": start(request, caller, try toolCall(request.params), given: given, batch: batch)
            case "resources/templates/list" where catalog.hasResources:
                try list(request, .resourceTemplates, version, batch: batch)
            case "resources/list" where catalog.hasResources:
                let cursor = try cursor(request.params)
                start(request, caller, .listResources(cursor: cursor), given: [], batch: batch)
            case "resources/read" where catalog.hasResources:
                start(request, caller, .readResource(try text("uri", in: request.params)), given: [], batch: batch)
            case "prompts/list" where catalog.hasPrompts: try list(request, .prompts, version, batch: batch)
            case "prompts/get" where catalog.hasPrompts:
                start(request, caller, try promptCall(request.params), given: [], batch: batch)
            case "completion/complete" where catalog.hasCompletions && version.hasCompletions:
                start(request, caller, try completion(request.params), given: [], batch: batch)
            default: throw RPCError.methodNotFound(request.method)
            }
        } catch let error as RPCError {
            answer(request.id, error, batch: batch)
        } catch {
            answer(request.id, .internal(), batch: batch)
        }
    }

    private mutating func list(
        _ request: Message.Request, _ answer: Catalog.Answer, _ version: ProtocolVersion, batch: Int?
    ) throws(RPCError) {
        // These lists are one page, so no cursor was ever given out.
        if let cursor = try cursor(request.params) { throw .invalidParams("Unknown cursor: \(Words.quoted(cursor))") }
        self.answer(request.id, body: catalog.body(answer, version), batch: batch)
    }

    private mutating func toolCall(_ params: JSONObject) throws(RPCError) -> Call.Work {
        let name = try text("name", in: params)
        guard let tool = catalog.tool(name) else {
            let near = Words.nearest(to: name, among: catalog.tools.map(\.name))
            let hint = near.isEmpty ? "" : ". Did you mean \(near.joined(separator: ", "))?"
            throw .invalidParams("Unknown tool: \(Words.quoted(name))\(hint)")
        }
        switch params["arguments"] {
        case nil, .null?: return .tool(tool, [:])
        case .object(let arguments)?: return .tool(tool, arguments)
        default: throw .invalidParams("arguments must be an object")
        }
    }

    private func promptCall(_ params: JSONObject) throws(RPCError) -> Call.Work {
        let name = try text("name", in: params)
        guard let prompt = catalog.prompts.first(where: { $0.name == name }) else {
            throw .invalidParams("Unknown prompt: \(Words.quoted(name))")
        }
        let arguments = try strings(params["arguments"], named: "arguments")
        for argument in prompt.arguments where argument.required && arguments[argument.name] == nil {
            throw .invalidParams("The argument \(argument.name) is missing")
        }
        return .prompt(prompt, arguments)
    }

    private func completion(_ params: JSONObject) throws(RPCError) -> Call.Work {
        let reference: MCPCompletionRequest.Reference
        switch (params["ref"]?["type"]?.string, params["ref"]?["name"]?.string, params["ref"]?["uri"]?.string) {
        case ("ref/prompt", let name?, _): reference = .prompt(name)
        case ("ref/resource", _, let uri?): reference = .resource(uri)
        default: throw .invalidParams("ref must be a ref/prompt with a name or a ref/resource with a uri")
        }
        guard let argument = params["argument"]?["name"]?.string, let value = params["argument"]?["value"]?.string else {
            throw .invalidParams("argument must have a name and a value")
        }
        let resolved = try strings(params["context"]?["arguments"], named: "context.arguments")
        return .complete(MCPCompletionRequest(reference: reference, argument: argument, value: value, resolved: resolved))
    }

    /// The cursor asked for; nil for the first page, which some clients ask for with an empty one.
    private func cursor(_ params: JSONObject) throws(RPCError) -> String? {
        switch params["cursor"] {
        case nil, .null?: return nil
        case .string(let cursor)?: return cursor.isEmpty ? nil : cursor
        default: throw .invalidParams("cursor must be a string")
        }
    }

    private func text(_ key: String, in params: JSONObject) throws(RPCError) -> String {
        guard let text = params[key]?.string else { throw .invalidParams("\(key) is missing or no string") }
        return text
    }

    private func strings(_ value: JSONValue?, named name: String) throws(RPCError) -> [String: String] {
        guard let value, !value.isNull else { return [:] }
        guard let object = value.object else { throw .invalidParams("\(name) must be an object") }
        var strings: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.string else { throw .invalidParams("\(name).\(member.key) must be a string") }
            strings[member.key] = text
        }
        return strings
    }
}
