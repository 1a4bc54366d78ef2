import JSON
import Model

extension StreamUpdate {
    static func bucket(_ fields: JSONObject) -> StreamUpdate {
        StreamUpdate(stream: "KV_b", fields: fields, moment: "2026-01-31T12:00:00Z")
    }

    static func objects(_ fields: JSONObject) -> StreamUpdate {
        StreamUpdate(stream: "OBJ_b", fields: fields, moment: "2026-01-31T12:00:00Z")
    }
}

extension Evidence {
    /// A key-value bucket `b` as clients make it, with 1000 bytes in it.
    static func bucketExample(_ more: JSONObject = [:]) -> Evidence {
        example(BucketConfiguration.keyValue("b", more), messages: 10)
    }

    static func objectsExample(_ more: JSONObject = [:], messages: UInt64 = 10) -> Evidence {
        example(BucketConfiguration.objects("b", more), messages: messages)
    }

    private static func example(_ configuration: JSONObject, messages: UInt64) -> Evidence {
        let state: JSONObject = [
            "messages": JSONValue(messages), "bytes": JSONValue(messages * 100), "first_seq": 1, "last_seq": JSONValue(messages),
        ]
        let stream = configuration["name"]?.string ?? ""
        return Evidence([
            .stream(stream): .stream(StreamInfo(json: ["config": .object(configuration), "state": .object(state)])),
            .consumers(stream: stream): .consumers([]),
        ])
    }
}
