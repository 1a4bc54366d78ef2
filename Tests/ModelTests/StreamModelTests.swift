import JSON
import Model
import Testing

@Suite struct `A stream's configuration` {
    private let base: JSONObject = ["name": "S", "subjects": ["s"], "max_msgs": -1, "something_new": ["x": 1]]

    @Test func `keeps fields nobody here knows`() {
        #expect(StreamConfiguration(json: base).json["something_new"] == ["x": 1])
    }

    @Test func `is the same whatever the server adds to its metadata`() {
        var noted = base
        noted["metadata"] = ["_nats.ver": "2.15.1", "_nats.level": "5"]
        #expect(StreamConfiguration(json: base).fingerprint == StreamConfiguration(json: noted).fingerprint)
    }

    @Test func `is another one when a field differs`() {
        var other = base
        other["something_new"] = ["x": 2]
        #expect(StreamConfiguration(json: base).fingerprint != StreamConfiguration(json: other).fingerprint)
        var annotated = base
        annotated["metadata"] = ["team": "a"]
        #expect(StreamConfiguration(json: base).fingerprint != StreamConfiguration(json: annotated).fingerprint)
    }

    @Test func `shows only what deviates from the defaults`() {
        let configuration = StreamConfiguration(json: [
            "name": "S", "subjects": ["s"], "retention": "limits", "max_msgs": 100, "storage": "file", "num_replicas": 3,
            "metadata": ["_nats.ver": "2.15.1", "team": "a"], "consumer_limits": [:],
        ])
        #expect(
            StreamDefaults.deviations(configuration) == ["max_msgs": 100, "num_replicas": 3, "metadata": ["team": "a"]])
    }
}

@Suite struct `A stream's state` {
    @Test func `holds sequences over the whole of UInt64`() {
        let state = StreamState(json: ["last_seq": JSONValue(UInt64.max), "messages": 3])
        #expect(state.lastSequence == UInt64.max)
    }

    @Test func `has no time where the server says year one`() {
        #expect(StreamState(json: ["first_ts": "0001-01-01T00:00:00Z"]).firstTime == nil)
        #expect(StreamState(json: ["first_ts": "2026-01-01T00:00:00Z"]).firstTime == "2026-01-01T00:00:00Z")
    }
}

@Suite struct `Names of keys` {
    @Test(arguments: ["a", "a.b", "a/b=c-d_e", "A9"])
    func `are taken`(key: String) { #expect(KeyValueNames.isKey(key)) }

    @Test(arguments: ["", ".", "a.", ".a", "a..b", "a b", "ñ", "a*", ">", "_kv.x", "a\n"])
    func `are refused`(key: String) { #expect(!KeyValueNames.isKey(key)) }
}
