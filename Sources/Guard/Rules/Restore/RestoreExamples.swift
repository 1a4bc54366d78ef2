import JSON
import Model

extension StreamRestore {
    /// For examples: an archive of the stream `S` with ten messages, one and two milliseconds old at most.
    static func example(
        _ fields: JSONObject = [:], generation: RestoredArchive.Generation = .records, withConsumers: Bool = true,
        consumers: [RestoredArchive.Consumer] = [], messages: UInt64 = 10
    ) -> StreamRestore {
        var json: JSONObject = ["name": "S", "subjects": ["s.>"], "storage": "file"]
        for member in fields.members { json[member.key] = member.value.isNull ? nil : member.value }
        let archive = RestoredArchive(
            stream: "S", generation: generation, size: 500, sha256: "00", messages: messages, bytes: 1000, firstSequence: 1,
            lastSequence: messages, oldest: 2_000_000, newest: 1_000_000, subjects: ["s.>"], consumers: consumers)
        return StreamRestore(archive: archive, configuration: StreamConfiguration(json: json), withConsumers: withConsumers)
    }
}

extension Evidence {
    /// An account without streams on servers of 2.15, as restores meet it.
    static func restoreExample(
        _ facts: [Question: Fact] = [:], level: Int = 5, cluster: String? = nil, isAlone: Bool = false, limits: JSONObject = [:]
    ) -> Evidence {
        let info: JSONObject = [
            "storage": 0, "memory": 0, "streams": 0, "limits": .object(limits), "api": ["level": JSONValue(level)],
        ]
        var evidence = Evidence([
            .stream("S"): .absent, .stream("COPY"): .absent, .streams(taking: "s.>"): .names([]),
            .streams(taking: "copy.>"): .names([]),
            .account: .account(AccountUsage(json: info, cluster: cluster, isAlone: isAlone)),
        ])
        for (question, fact) in facts { evidence[question] = fact }
        return evidence
    }
}

extension StreamInfo {
    /// For examples: a stream that is there.
    static func made(_ metadata: JSONObject) -> StreamInfo {
        StreamInfo(json: ["config": ["name": "S", "metadata": .object(metadata)], "state": ["messages": 1]])
    }
}
