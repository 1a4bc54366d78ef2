import Changes
import JSON
import JetStream
import NATS
import Operator
import Platform
import TestSupport
import Testing

/// The tools as a caller meets them, on the suite's server.
struct Desk {
    let directory: TemporaryDirectory
    let services: Services
    var asker: any Asker = NobodyToAsk()
    var progress: @Sendable (Double, Double?, String) -> Void = { _, _, _ in }

    init(
        _ client: NATSClient, level: WriteLevel = .destructive, mode: ConfirmationMode = .ask, timeout: Duration = .seconds(10),
        disclosure: Disclosure = .everything, files: FilesRoot? = nil, protect: [String] = [],
        tools: ToolSelection = .all
    ) throws {
        directory = try TemporaryDirectory()
        let journal = directory.path + "/journal.jsonl"
        services = Services(
            client: client, jetStream: JetStreamClient(client: client, timeout: timeout),
            changes: ChangeRunner(
                journal: Journal(path: journal), seal: .ephemeral(), mode: mode, protected: Protection(protect)),
            level: level,
            context: "test", configurationSource: "a test", journalPath: journal, version: "0.0.0-test",
            disclosure: disclosure, files: files, selection: tools)
    }

    /// Calls a tool; what it answers must be as it says and fit into the budget that was asked for.
    func call(_ tool: String, _ arguments: JSONObject = [:], isError: Bool = false) async throws -> JSONObject {
        let context = ToolContext(caller: "tester", asker: asker, services: services, progress: progress)
        switch await services.run(tool, arguments, context) {
        case .suspended: throw JetStreamWorld.Refusal("\(tool) was suspended")
        case .result(let object, let failed):
            #expect(
                failed == isError, "\(tool) \(JSONValue.object(arguments).text): \(JSONValue.object(object).text.prefix(600))")
            #expect(object["target"]?["context"] == "test")
            #expect(object.keys.first == "target")
            if !failed, let known = Catalogue.tool(named: tool) {
                let faults = Schema.faults(.object(object), known.outputSchema, "result")
                #expect(faults.isEmpty, "\(tool): \(faults)")
            }
            return object
        }
    }

    /// The error of a call that must fail.
    func failure(_ tool: String, _ arguments: JSONObject = [:]) async throws -> JSONObject {
        let object = try await call(tool, arguments, isError: true)
        let error = try #require(object["error"]?.object)
        #expect(error["code"]?.string?.isEmpty == false)
        #expect(error["message"]?.string?.isEmpty == false)
        return error
    }

    /// All pages of a list.
    func pages(
        _ tool: String, _ arguments: JSONObject, between: (Int) async throws -> Void = { _ in }
    ) async throws -> [JSONObject] {
        var pages: [JSONObject] = []
        var arguments = arguments
        while pages.count < 2000 {
            let page = try await call(tool, arguments)
            pages.append(page)
            #expect((page["truncated"]?.bool == true) == (page["next_cursor"] != nil))
            guard let cursor = page["next_cursor"] else { return pages }
            try await between(pages.count)
            arguments["cursor"] = cursor
        }
        throw JetStreamWorld.Refusal("\(tool) never ends")
    }
}

/// The part of JSON Schema that tools use.
enum Schema {
    static func faults(_ value: JSONValue, _ schema: JSONObject, _ place: String) -> [String] {
        var faults: [String] = []
        if let type = schema["type"]?.string, !fits(value, type) {
            faults.append("\(place) is \(value.kindName), not \(type)")
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) { faults.append("\(place) is none of the enum") }
        if let properties = schema["properties"]?.object, let object = value.object {
            for member in properties.members {
                guard let own = object[member.key], let schema = member.value.object else { continue }
                faults += Self.faults(own, schema, place + "." + member.key)
            }
            for key in object.keys
            where properties[key] == nil && !key.hasSuffix("_exact") && !["hidden", "earlier_changes"].contains(key) {
                faults.append("\(place).\(key) is not in the schema")
            }
        }
        for required in schema["required"]?.array ?? [] where value.object?[required.string ?? ""] == nil {
            faults.append("\(place).\(required.string ?? "") is missing")
        }
        if let items = schema["items"]?.object, let elements = value.array {
            for (index, element) in elements.enumerated() { faults += Self.faults(element, items, "\(place)[\(index)]") }
        }
        return faults
    }

    private static func fits(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "number": value.number != nil
        case "object", "array", "string", "boolean", "integer": value.kindName == type
        default: false
        }
    }
}
