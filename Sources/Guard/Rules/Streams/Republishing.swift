import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var republishesToReserved: Rule {
        Rule(
            code: "NG-S051", name: "republishes-to-reserved-subject",
            level: C.self == StreamExisting.self ? .danger : .refuse,
            why:
                "The server republishes wherever it is told: to $JS.API.STREAM.PURGE.X every message purges X, past every review and "
                + "permission.",
            instead: "A destination of the application's own.",
            reversible: false, source: "nats-server 2.15.1, observed: one message purged another stream",
            examples: [
                RuleExample(
                    "the API", is: ["republish": ["src": "s.*", "dest": "$JS.API.STREAM.PURGE.{{wildcard(1)}}"]],
                    expected: C.self == StreamExisting.self ? .danger : .refuse),
                RuleExample(
                    "keys", is: ["republish": ["src": "s.>", "dest": "$KV.b.>"]],
                    expected: C.self == StreamExisting.self ? .danger : .refuse),
                RuleExample("a subject", is: ["republish": ["src": "s.>", "dest": "copy.>"]], expected: nil),
                RuleExample("nothing", is: [:], expected: nil),
            ]
        ) { change, _ in
            guard change.sets("republish"), let republish = change.proposed?.json["republish"]?.object else { return [] }
            let destination = RepublishWay.destination(republish)
            guard let prefix = ReservedSubjects.prefix(of: destination, alsoReserved: []) else { return [] }
            return [
                Outcome(
                    level: C.self == StreamExisting.self ? .danger : .refuse,
                    effect: "every message goes to \(quoted(republish["dest"]?.string ?? "")), under \(quoted(prefix))",
                    field: change.pointer("republish"))
            ]
        }
    }

    static var republishLoops: Rule {
        Rule(
            code: "NG-S052", name: "republish-loop", level: .block,
            why: "What comes back to a stream is republished again, without an end: one message becomes hundreds a second.",
            instead: "A destination that no stream takes which republishes back; let one stream be the other's source instead.",
            reversible: false, source: "nats-server 2.15.1, observed: 203 messages of one within a second",
            examples: [
                RuleExample(
                    "two streams", is: ["republish": ["src": ">", "dest": "b.>"]], facts: other(["src": "b.>", "dest": "s.>"]),
                    expected: .block),
                RuleExample(
                    "stored once more", is: ["republish": ["src": ">", "dest": "b.>"]], facts: other([:]), expected: .warn),
                RuleExample(
                    "nobody knows", is: ["republish": ["src": ">", "dest": "b.>"]],
                    facts: [.streams(taking: "b.>"): .unknown("timeout")], expected: .warn),
                RuleExample(
                    "nobody takes it", is: ["republish": ["src": ">", "dest": "b.>"]],
                    facts: [.streams(taking: "b.>"): .names([])],
                    expected: nil),
                RuleExample("nothing republished", is: [:], expected: nil),
                RuleExample(
                    "by the mirror of a stream that has it as a source", is: ["republish": ["src": ">", "dest": "b.>"]],
                    facts: copied(mirrored: true), expected: .block),
                RuleExample(
                    "what comes from a source is not republished", is: ["republish": ["src": ">", "dest": "b.>"]],
                    facts: copied(mirrored: false), expected: .warn),
            ]
        ) { change, evidence in
            guard let way = change.republishWay(evidence) else { return [] }
            func outcome(_ level: Level, _ effect: String) -> [Outcome] {
                [Outcome(level: level, effect: effect, field: change.pointer("republish"))]
            }
            if let loop = way.loop { return outcome(.block, loop.map { quoted($0) }.joined(separator: " to ")) }
            if !way.streams.isEmpty {
                return outcome(.warn, "each message is stored again in \(way.streams.map { quoted($0) }.joined(separator: ", "))")
            }
            if let gap = way.gap { return outcome(.warn, "whether a stream takes what it republishes is not known: \(gap)") }
            // Who looks at what exists may have asked for less.
            return way.questions.isEmpty || C.self == StreamExisting.self
                ? [] : outcome(.warn, "whether a stream takes what it republishes was not asked")
        }
    }

    /// B takes it, C has it from B, and D, which has it from C, sends it back.
    private static func copied(mirrored: Bool) -> [Question: Fact] {
        func stream(_ name: String, _ config: JSONObject) -> Fact {
            var config = config
            config["name"] = .string(name)
            return .stream(StreamInfo(json: ["config": .object(config)]))
        }
        let back: JSONObject = ["republish": ["src": ">", "dest": "s.>"]]
        var last = back
        if mirrored { last["mirror"] = ["name": "C"] } else { last["sources"] = [["name": "C"]] }
        return [
            .streams(taking: "b.>"): .names(["B"]), .streams(taking: "s.>"): .names(["S"]),
            .stream("B"): stream("B", ["subjects": ["b.>"]]), .dependents(stream: "B"): .names(["C"]),
            .stream("C"): stream("C", ["sources": [["name": "B"]]]), .dependents(stream: "C"): .names(["D"]),
            .stream("D"): stream("D", last), .dependents(stream: "D"): .names([]),
        ]
    }

    private static func other(_ republish: JSONObject) -> [Question: Fact] {
        var config: JSONObject = ["name": "B", "subjects": ["b.>"]]
        if !republish.isEmpty { config["republish"] = .object(republish) }
        return [
            .streams(taking: "b.>"): .names(["B"]), .stream("B"): .stream(StreamInfo(json: ["config": .object(config)])),
            .streams(taking: "s.>"): .names(["S"]),
        ]
    }
}
