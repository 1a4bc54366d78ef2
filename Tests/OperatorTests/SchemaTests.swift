import JSON
import Testing

@testable import Operator

/// One odd schema makes some clients drop the whole list of tools.
@Suite struct `The catalogue` {
    private func checkPlain(_ schema: JSONObject, _ place: String) {
        for word in ["$ref", "anyOf", "oneOf", "allOf", "not", "if", "$defs", "patternProperties"] {
            #expect(schema[word] == nil, "\(place) has \(word)")
        }
        if let type = schema["type"] {
            #expect(
                ["object", "array", "string", "boolean", "integer", "number"].contains(type.string), "\(place): \(type.text)")
            if type == "array" { #expect(schema["items"]?.object != nil, "\(place) has no items") }
        }
        for member in schema["properties"]?.object?.members ?? [] {
            checkPlain(member.value.object ?? [:], place + "." + member.key)
        }
        if let items = schema["items"]?.object { checkPlain(items, place + "[]") }
    }

    @Test func `has tools in order of name, each once`() {
        let names = Catalogue.tools.map(\.name)
        #expect(names == names.sorted())
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: Catalogue.tools.map(\.name))
    func `describes each tool as every client takes it`(_ name: String) throws {
        let tool = try #require(Catalogue.tool(named: name))
        #expect(try /[a-z][a-z0-9_]{0,39}/.wholeMatch(in: name) != nil)
        #expect(!tool.title.isEmpty && tool.title.count <= 60)
        #expect(tool.description.count >= 40 && tool.description.count < 1000)
        #expect(tool.description.utf8.allSatisfy { $0 >= 32 } && tool.description.hasSuffix("."))
        for schema in [tool.inputSchema, tool.outputSchema] {
            #expect(schema["type"] == "object")
            checkPlain(schema, name)
        }
        let names = tool.fields.map(\.name)
        let everyName = names + tool.fields.flatMap(\.aliases)
        #expect(Set(everyName).count == everyName.count, "an alias is another argument's name")
        for field in tool.fields {
            #expect(try /[a-z][a-z0-9_]*/.wholeMatch(in: field.name) != nil)
            #expect(!field.words.isEmpty, "\(field.name)")
            #expect(field.schema["type"] != nil, "\(field.name)")
        }
        for required in tool.inputSchema["required"]?.array ?? [] { #expect(names.contains(required.string ?? "")) }
    }

    @Test func `derives the hints from the effect`() {
        for tool in Catalogue.tools {
            #expect(tool.effect.isReadOnly(at: .observe) == (tool.effect.level == .observe), "\(tool.name)")
            if tool.effect.isReadOnly() {
                #expect(!tool.effect.isDestructive && tool.effect.isIdempotent, "\(tool.name)")
            }
            if tool.effect.level == .destructive { #expect(tool.effect.isDestructive, "\(tool.name)") }
        }
        #expect(Catalogue.tools(at: .observe).allSatisfy { $0.effect.isReadOnly(at: .observe) })
        #expect(Catalogue.tools(at: .destructive).count == Catalogue.tools.count)
        #expect(!Catalogue.tools(at: .config).contains { $0.name == "stream_purge" })
        #expect(Catalogue.tools(at: .data).contains { $0.name == "kv_put" })
    }
}
