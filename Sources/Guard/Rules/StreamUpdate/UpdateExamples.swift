import JSON
import Model

extension StreamUpdate {
    /// For examples: an update of the stream `S`.
    static func example(_ fields: JSONObject) -> StreamUpdate {
        StreamUpdate(stream: "S", fields: fields, moment: "2026-01-31T12:00:00Z")
    }
}

extension StreamCreate {
    /// For examples: the stream `S`, limited and replicated as one should be.
    static func example(_ fields: JSONObject = [:]) -> StreamCreate {
        var json: JSONObject = ["name": "S", "subjects": ["s.>"], "max_bytes": 1_000_000, "num_replicas": 3]
        for member in fields.members { json[member.key] = member.value }
        return StreamCreate(configuration: StreamConfiguration(json: json))
    }
}

extension Evidence {
    /// A stream `S` with messages of 100 bytes each, as rules meet it, and no consumers.
    static func updateExample(
        _ configuration: JSONObject, _ facts: [Question: Fact] = [:], messages: UInt64 = 10
    ) -> Evidence {
        var config: JSONObject = ["name": "S", "subjects": ["s.>"]]
        for member in configuration.members { config[member.key] = member.value }
        let state: JSONObject = [
            "messages": JSONValue(messages), "bytes": JSONValue(messages * 100), "first_seq": 1, "last_seq": JSONValue(messages),
        ]
        var evidence = Evidence([
            .stream("S"): .stream(StreamInfo(json: ["config": .object(config), "state": .object(state)])),
            .consumers(stream: "S"): .consumers([]), .dependents(stream: "S"): .names([]),
        ])
        for (question, fact) in facts { evidence[question] = fact }
        return evidence
    }
}
