import JSON
import Testing

@Suite struct RoundTripTests {
    @Test func `what was serialised reads back the same`() throws {
        var random = RandomJSON(seed: 1)
        for _ in 0..<2000 {
            let value = random.value()
            #expect(try JSONParser().parse(value.serialized()) == value)
            #expect(try JSONParser().parse(value.prettyText) == value)
        }
    }

    @Test func `every double reads back to the bit`() throws {
        var random = RandomJSON(seed: 2)
        for _ in 0..<5000 {
            let value = random.double()
            let back = try JSONParser().parse(JSONValue.double(value).serialized())
            guard case .double(let read) = back else {
                Issue.record("\(value) came back as \(back)")
                continue
            }
            #expect(read.bitPattern == value.bitPattern)
        }
    }

    @Test(arguments: Fixture.names)
    func `a reply of a real server comes through`(_ name: String) throws {
        let value = try JSONParser().parse(Fixture.bytes(name))
        #expect(try JSONParser().parse(value.serialized()) == value)
        #expect(try JSONParser().parse(value.prettyText) == value)
        #expect(try JSONParser().parse(value.canonicalText).canonicalText == value.canonicalText)
    }

    @Test func `a reply keeps its order and its largest integers`() throws {
        let reply = try JSONParser().parse(Fixture.bytes("sys_jsz_cluster"))
        for server in try #require(reply.array) {
            #expect(server.object?.keys == ["server", "data"])
            let account = try #require(server[["data", "account_details", "0"]])
            #expect(account["reserved_memory"] == .unsigned(.max))
            #expect(account["reserved_storage"]?.uint64 == .max)
        }
    }

    @Test func `values parse on many threads at once`() async throws {
        let bytes = try Fixture.bytes("sys_jsz_cluster")
        let expected = try JSONParser().parse(bytes)
        try await withThrowingTaskGroup(of: JSONValue.self) { group in
            for _ in 0..<64 { group.addTask { try JSONParser().parse(bytes) } }
            for try await value in group { #expect(value == expected) }
        }
    }
}
