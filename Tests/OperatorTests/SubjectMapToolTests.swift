import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite struct `The mapping tool` {
    /// Nobody listens there: it must not be asked.
    private func desk() throws -> Desk {
        try Desk(NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: 1)])), level: .observe)
    }

    @Test func `tells what becomes of subjects, without a server`() async throws {
        let result = try await desk().call(
            "subject_map_test",
            [
                "source": "orders.*.*", "destination": "p.{{partition(10,1)}}.{{wildcard(2)}}.{{split(1,-)}}",
                "subjects": ["orders.a-b.new", "orders.größe.x", "other.a.b"],
            ])
        let results = result["results"]?.array ?? []
        #expect(results[0] == ["subject": "orders.a-b.new", "result": "p.1.new.a.b"])
        #expect(results[2] == ["subject": "other.a.b", "result": nil])
        #expect(result["notes"] == nil && result["needs"] == nil)
    }

    @Test func `says what it takes and what is odd`() async throws {
        let left = try await desk().call(
            "subject_map_test", ["src": "a.*.*", "dest": "b.{{left(1,2)}}.x{{wildcard(2)}}", "subject": "a.größe.z"])
        #expect(left["needs"] == "nats-server 2.15")
        let notes = left["notes"]?.array?.compactMap(\.string).joined() ?? ""
        #expect(notes.contains("x{{wildcard(2)}} stands as it is") && notes.contains("Wildcard 2"))
        let random = try await desk().call(
            "subject_map_test", ["source": "a.*", "destination": "{{random(3)}}.$1", "subjects": ["a.b"]])
        #expect(random["random"] == true && random["needs"] == "nats-server 2.12")
        let empty = try await desk().call(
            "subject_map_test", ["source": "a.*", "destination": "b.{{split(1,-)}}", "subjects": ["a.--", "a.--x"]])
        #expect(empty["results"]?.array?.allSatisfy { $0["problem"] != nil } == true)
        let many = (0..<1000).map { JSONValue.string("a.\($0)") }
        let cut = try await desk().call(
            "subject_map_test", ["source": "a.*", "destination": "b.$1", "subjects": .array(many), "max_bytes": 2000])
        #expect(cut["truncated"] == true && JSONValue.object(cut).serialized().count <= 2000)
    }

    @Test func `says why a server would not take it`() async throws {
        for (source, destination, words) in [
            ("a.*", "b.$2", "no wildcard 2"), ("a.*", "b.*", "{{wildcard(1)}}"), ("a.>", "b", "`>`"),
            ("a..b", "c", "empty token"),
            ("a.*", "b.{{lower(1)}}", "there is no such function"), ("a.*", "b.{{left(1)}}", "2 arguments"),
            ("a.*", "b.{{partition(x,1)}}", "whole number"), ("a.b", "c.$1", "no wildcard"),
        ] {
            let error = try await desk().failure(
                "subject_map_test", ["source": .string(source), "destination": .string(destination)])
            #expect(error["code"] == "invalid_transform")
            #expect(error["message"]?.string?.contains(words) == true, "\(error)")
        }
        let bad = try await desk().failure("subject_map_test", ["source": "a.*", "destination": "b.$1", "subjects": ["a.*"]])
        #expect(bad["code"] == "invalid_subject")
    }
}
