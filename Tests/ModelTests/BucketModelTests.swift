import JSON
import Testing

@testable import Model

@Suite struct `Buckets as streams` {
    @Test(arguments: [(nil, 120), (0, 120), (30, 30), (120, 120), (3600, 120)] as [(Int64?, Int64)])
    func `remember ids for two minutes, or as long as values stay`(_ seconds: Int64?, _ window: Int64) throws {
        let fields: JSONObject = seconds.map { ["ttl": JSONValue($0 * 1_000_000_000)] } ?? [:]
        let json = BucketConfiguration.keyValue("b", try BucketConfiguration.streamFields(fields))
        #expect(json["duplicate_window"] == JSONValue(window * 1_000_000_000))
    }

    @Test(
        arguments: [
            // The age and window there are, the new age, the new window (nil: as it is).
            (0, 120, 30, 30), (30, 30, 0, 120), (30, 30, 60, 60), (3600, 120, 60, 60), (3600, 120, 7200, nil),
            (3600, 10, 7200, nil), (3600, 10, 5, 5), (3600, 600, 7200, 120),
        ] as [(Int64, Int64, Int64, Int64?)])
    func `change the window with the age, where nobody chose a shorter one`(
        _ age: Int64, _ window: Int64, _ wanted: Int64, _ expected: Int64?
    ) {
        let second: Int64 = 1_000_000_000
        let current = StreamConfiguration(json: [
            "max_age": JSONValue(age * second), "duplicate_window": JSONValue(window * second),
        ])
        var fields: JSONObject = ["max_age": JSONValue(wanted * second)]
        BucketConfiguration.adaptWindow(&fields, age: wanted * second, current)
        #expect(fields["duplicate_window"]?.int64 == expected.map { $0 * second })
    }

    @Test func `say in the server's words what people say in theirs`() throws {
        let fields = try BucketConfiguration.streamFields([
            "history": 3, "ttl": 5, "max_bucket_size": 6, "max_value_size": 7, "replicas": 3, "limit_marker_ttl": 2_000_000_000,
            "compress": true, "cluster": "east", "tags": ["ssd"], "republish_destination": "d.>", "republish_source": ">",
            "metadata": ["a": "b"], "description": "d", "storage": "memory",
        ])
        let wanted: JSONObject = [
            "max_msgs_per_subject": 3, "max_age": 5, "max_bytes": 6, "max_msg_size": 7, "num_replicas": 3,
            "subject_delete_marker_ttl": 2_000_000_000, "allow_msg_ttl": true, "compression": "s2",
            "placement": ["cluster": "east", "tags": ["ssd"]], "republish": ["src": ">", "dest": "d.>"], "metadata": ["a": "b"],
            "description": "d", "storage": "memory",
        ]
        #expect(JSONValue.object(fields).canonicalText == JSONValue.object(wanted).canonicalText)
        let none = try BucketConfiguration.streamFields(["history": nil, "limit_marker_ttl": nil, "compress": false, "ttl": nil])
        #expect(none["max_msgs_per_subject"] == 1 && none["subject_delete_marker_ttl"]?.isNull == true)
        #expect(none["compression"] == "none" && none["max_age"]?.isNull == true && none["allow_msg_ttl"] == nil)
    }

    @Test(
        arguments: [
            ["history": 0], ["history": 65], ["limit_marker_ttl": 999_999_999], ["compress": true, "compression": "none"],
            ["placement": ["cluster": "a"], "cluster": "b"], ["republish_headers": true],
        ] as [JSONObject])
    func `are not made of what no client would take`(_ fields: JSONObject) {
        #expect(throws: BucketMistake.self) { try BucketConfiguration.streamFields(fields) }
    }

    @Test func `copy from buckets by name, by stream, and from other domains`() throws {
        #expect(try BucketConfiguration.origin(["name": "a"]) == ["name": "KV_a"])
        #expect(try BucketConfiguration.origin(["name": "KV_a"]) == ["name": "KV_a"])
        let far = try BucketConfiguration.origin(["name": "a", "domain": "hub", "opt_start_seq": 5])
        #expect(far == ["name": "KV_a", "opt_start_seq": 5, "external": ["api": "$JS.hub.API"]])
        for wrong in [
            [:], ["name": ""], ["name": "a", "domain": "a.b"], ["name": "a", "domain": "d", "external": ["api": "x"]],
        ]
            as [JSONObject]
        {
            #expect(throws: BucketMistake.self) { try BucketConfiguration.origin(wrong) }
        }
    }

    @Test func `turn the subjects of sources into their own`() {
        func source(_ given: JSONObject, prefix: String = "$KV.a.") -> JSONObject {
            var json = given
            json["name"] = "KV_a"
            return BucketConfiguration.source(json, prefix: prefix, into: "b")
        }
        func transform(_ source: JSONObject) -> [String?] {
            let one = source["subject_transforms"]?.array?.first
            return [one?["src"]?.string, one?["dest"]?.string]
        }
        #expect(transform(source([:])) == ["$KV.a.>", "$KV.b.>"])
        #expect(transform(source([:], prefix: "$KV.origin.")) == ["$KV.origin.>", "$KV.b.>"])
        let filtered = source(["filter_subject": "x.*.y.*.>"])
        #expect(transform(filtered) == ["$KV.a.x.*.y.*.>", "$KV.b.x.{{wildcard(1)}}.y.{{wildcard(2)}}.>"])
        #expect(filtered["filter_subject"] == nil)
        #expect(transform(source(["filter_subject": "$KV.a.x"])) == ["$KV.a.x", "$KV.b.x"])
        // The same name in another domain: nothing has to be turned.
        #expect(source([:], prefix: "$KV.b.")["subject_transforms"] == nil)
        #expect(source(["filter_subject": "x.>"], prefix: "$KV.b.")["filter_subject"] == "$KV.b.x.>")
        let own: JSONObject = ["subject_transforms": [["src": "a", "dest": "b"]]]
        #expect(transform(source(own)) == ["a", "b"])
    }
}
