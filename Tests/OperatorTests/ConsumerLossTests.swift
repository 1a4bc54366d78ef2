import Changes
import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

/// What the guard says would happen, and what does.
@Suite(.world) struct `Losses by changes of consumers` {
    private func desk() throws -> Desk {
        var desk = try Desk(try world().client)
        desk.asker = NamingAsker()
        return desk
    }

    private struct Prediction {
        let most: UInt64
        let isExact: Bool

        init(_ result: JSONObject) throws {
            guard let loss = result["loss"] else {
                (most, isExact) = (0, true)
                return
            }
            most = try #require(loss["messages"]?.uint64)
            isExact = loss["exact"] == true
        }
    }

    /// Streams that keep what somebody wants, with consumers of all sorts at all positions; each change says beforehand what goes.
    @Test(arguments: 0..<4)
    func `on interest streams are as many as were told, in a hundred small worlds`(_ seed: Int) async throws {
        let world = try world()
        let desk = try desk()
        var random = SeededGenerator(seed: UInt64(seed) + 1)
        var exact = 0
        var lost = 0
        for round in 0..<25 {
            let stream = "I\(seed)x\(round)"
            let isDirect = Bool.random(using: &random)
            try await world.stream(stream, ["retention": "interest", "allow_direct": .bool(isDirect)])
            let consumers = Int.random(in: 1...4, using: &random)
            for number in 0..<consumers {
                try await world.consumer(stream, "c\(number)", Self.configuration(stream, &random))
            }
            for _ in 0..<20 { try await world.store("\(stream).\(["a", "b", "c"].randomElement(using: &random) ?? "a")") }
            for number in 0..<consumers {
                var taken: [NATSMessage] = []
                for _ in 0..<Int.random(in: 0...9, using: &random) {
                    if let message = try await world.pull(stream, "c\(number)", acknowledging: false) { taken.append(message) }
                }
                // Some are acknowledged, in any order or in the order they came.
                let acknowledged = Bool.random(using: &random) ? taken.shuffled(using: &random) : taken
                for message in acknowledged.prefix(Int.random(in: 0...9, using: &random)) {
                    guard let reply = message.reply else { continue }
                    // What needs no acknowledgement answers none.
                    try await world.client.publish(reply, payload: Array("+ACK".utf8), timeout: .seconds(5))
                }
            }
            _ = try await world.api("CONSUMER.INFO.\(stream).c0")
            let before = try await world.settled(stream)
            let (tool, arguments) = Self.change(stream, &random)
            let plan = try await desk.call(tool, arguments.with("dry_run", true))
            let prediction = try Prediction(plan)
            let result = try await desk.call(tool, arguments)
            #expect(result["status"] == "done", "\(seed)/\(round) \(tool): \(result["status"]?.text ?? "")")
            let after = try await world.settled(stream)
            let gone = before - after
            if prediction.isExact {
                #expect(gone == prediction.most, "\(seed)/\(round) \(tool) \(JSONValue.object(plan).text)")
                exact += 1
            } else {
                #expect(gone <= prediction.most, "\(seed)/\(round) \(tool) \(JSONValue.object(plan).text)")
            }
            if gone > 0 { lost += 1 }
        }
        #expect(exact >= 12 && lost >= 4, "exact \(exact), lost \(lost)")
    }

    private static func configuration(_ stream: String, _ random: inout SeededGenerator) -> JSONObject {
        var config: JSONObject = [:]
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: break
        case 2: config["filter_subject"] = .string(stream + ".a")
        case 3: config["filter_subject"] = .string(stream + ".b")
        case 4: config["filter_subjects"] = [.string(stream + ".a"), .string(stream + ".b")]
        default: config["filter_subject"] = .string(stream + ".>")
        }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: config["ack_policy"] = "all"
        case 1: config["ack_policy"] = "none"
        default: break
        }
        return config
    }

    private static func change(_ stream: String, _ random: inout SeededGenerator) -> (String, JSONObject) {
        let names: JSONObject = ["stream": .string(stream), "consumer": "c0"]
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            return (
                "consumer_edit",
                names.with("filter_subject", .string(stream + ".b")).with("filter_subjects", nil)
                    .with("reason", "the other half has another consumer now")
            )
        case 1: return ("consumer_reset", names.with("sequence", JSONValue(Int.random(in: 1...21, using: &random))))
        default: return ("consumer_del", names)
        }
    }

    @Test func `of a position are told when a consumer is deleted, and nothing else is lost`() async throws {
        let world = try world()
        try await world.stream("DEL")
        try await world.stream("DELQ", ["retention": "workqueue"])
        for stream in ["DEL", "DELQ"] {
            try await world.fill([stream + ".a"], 9)
            try await world.consumer(stream, "c")
            for number in 0..<4 { _ = try await world.pull(stream, "c", acknowledging: number < 3) }
            let before = try await world.messageCount(stream)
            let desk = try desk()
            let plan = try await desk.call("consumer_del", ["stream": .string(stream), "consumer": "c", "dry_run": true])
            let effect = plan["findings"]?.array?.first?["effect"]?.string ?? ""
            #expect(plan["findings"]?.array?.first?["level"] == "block" && plan["loss"] == nil)
            #expect(effect.contains("sequence 4") && effect.contains("5 messages not delivered, 1 in flight"))
            #expect(effect.contains(stream == "DELQ" ? "nobody to take them" : "deletes no message"))
            let unasked = try await Desk(world.client).call("consumer_del", ["stream": .string(stream), "consumer": "c"])
            #expect(unasked["status"] == "needs_confirmation")
            #expect(try await world.answer("CONSUMER.INFO.\(stream).c")["error"] == nil)
            let done = try await desk.call("consumer_del", ["stream": .string(stream), "consumer": "c"])
            #expect(done["deleted"] == true)
            #expect(try await world.messageCount(stream) == before)
            #expect(
                try await desk.failure("consumer_del", ["stream": .string(stream), "consumer": "c"])["code"]
                    == "consumer_not_found")
        }
    }

    /// What comes in between asking and deleting goes too: the question says so, and the count stays what it was.
    @Test func `that grow on a live stream do not void what was agreed to`() async throws {
        let world = try world()
        try await world.stream("LIVE", ["retention": "interest"])
        try await world.consumer("LIVE", "c")
        try await world.fill(["LIVE.a"], 6)
        let desk = try Desk(world.client, mode: .token)
        let plan = try await desk.call("consumer_del", ["stream": "LIVE", "consumer": "c"])
        #expect(plan["loss"] == ["messages": 6, "exact": true])
        #expect(plan["findings"]?.array?.first?["effect"]?.string?.contains("what comes in until then") == true)
        try await world.store("LIVE.a")
        let token = try #require(plan["token"])
        let done = try await desk.call(
            "consumer_del",
            ["stream": "LIVE", "consumer": "c", "token": token, "confirm_name": "LIVE/c", "confirm_loss": 6])
        #expect(done["status"] == "done" && done["deleted"] == true)
        #expect(try await world.settled("LIVE") == 0)
    }

    @Test func `and repetitions by a reset are as many as were told`() async throws {
        let world = try world()
        try await world.stream("RESET", ["allow_direct": true])
        try await world.fill(["RESET.a", "RESET.b"], 20)
        try await world.erase("RESET", [3, 15])
        let desk = try desk()
        for (number, sequence) in ([nil, 1, 2, 5, 7, 12, 20, 21] as [UInt64?]).enumerated() {
            let name = "c\(number)"
            try await world.consumer("RESET", name, ["filter_subject": "RESET.a"])
            // Sequences 1, 5, 7 acknowledged, 9 and 11 in flight.
            for index in 0..<5 { _ = try await world.pull("RESET", name, acknowledging: index < 3) }
            var arguments: JSONObject = ["stream": "RESET", "consumer": .string(name)]
            if let sequence { arguments["sequence"] = JSONValue(sequence) }
            let plan = try await desk.call("consumer_reset", arguments.with("dry_run", true))
            let effect = plan["findings"]?.array?.first?["effect"]?.string ?? ""
            let done = try await desk.call(
                "consumer_reset", arguments.with("reason", "the workers of this test lost their state"))
            #expect(done["status"] == "done")
            var next: [UInt64] = []
            while let message = try await world.pull("RESET", name, acknowledging: true) {
                next.append(UInt64(message.reply?.split(separator: ".").dropFirst(5).first ?? "") ?? 0)
            }
            let all: [UInt64] = [1, 5, 7, 9, 11, 13, 17, 19]
            let given: Set<UInt64> = [1, 5, 7, 9, 11]
            let again = next.filter(given.contains).count
            let skipped = all.filter { $0 > 7 && !next.contains($0) }.count
            let expected = [
                again > 0 ? "delivers \(again) messages again" : nil,
                skipped > 0 ? "skips \(sequence == 12 || sequence ?? 0 > 12 ? "" : "at most ")\(skipped) messages" : nil,
            ].compactMap(\.self)
            #expect(expected.allSatisfy(effect.contains), "\(sequence ?? 0): \(effect); \(expected)")
            #expect(done["pending"]?.uint64 == UInt64(next.count))
        }
        for (policy, sequence) in [("new", 3), ("all", 22)] as [(String, Int)] {
            try await world.consumer("RESET", "r" + policy, ["deliver_policy": .string(policy)])
            let error = try await desk.failure(
                "consumer_reset", ["stream": "RESET", "consumer": .string("r" + policy), "sequence": JSONValue(sequence)])
            #expect(error["findings"]?.array?.first?["rule"] == "NG-C038")
        }
    }

    /// Messages in flight that a lower max_deliver gives up, and that a shorter ack_wait brings again.
    @Test func `of messages in flight are told before a limit is lowered`() async throws {
        let world = try world()
        try await world.stream("FLIGHT")
        try await world.fill(["FLIGHT.a"], 6)
        let desk = try desk()
        try await world.consumer("FLIGHT", "once", ["ack_wait": 3_000_000_000])
        for _ in 0..<4 { _ = try await world.pull("FLIGHT", "once", acknowledging: false) }
        let arguments: JSONObject = [
            "stream": "FLIGHT", "consumer": "once", "max_deliver": 1, "reason": "the workers cannot do it twice",
        ]
        let plan = try await desk.call("consumer_edit", arguments.with("dry_run", true))
        let finding = try #require(plan["findings"]?.array?.first { $0["rule"] == "NG-C029" })
        #expect(finding["effect"]?.string?.contains("4 of 4 in flight") == true && finding["level"] == "danger")
        _ = try await desk.call("consumer_edit", arguments)
        let isGivenUp = try await world.eventually { try await world.api("CONSUMER.INFO.FLIGHT.once")["num_ack_pending"] == 0 }
        #expect(isGivenUp)
        var rest: [String] = []
        while let message = try await world.pull("FLIGHT", "once", acknowledging: true) {
            rest.append(String(decoding: message.payload, as: UTF8.self))
        }
        #expect(rest == ["4", "5"])

        try await world.consumer("FLIGHT", "wait")
        for _ in 0..<3 { _ = try await world.pull("FLIGHT", "wait", acknowledging: false) }
        let shorter: JSONObject = [
            "stream": "FLIGHT", "consumer": "wait", "ack_wait": "1s", "reason": "work that is done twice does no harm",
        ]
        let told = try await desk.call("consumer_edit", shorter.with("dry_run", true))
        #expect(told["findings"]?.array?.first?["rule"] == "NG-C030")
        _ = try await desk.call("consumer_edit", shorter)
        let comesAgain = try await world.eventually {
            try await world.pull("FLIGHT", "wait", acknowledging: true).map { String(decoding: $0.payload, as: UTF8.self) } == "0"
        }
        #expect(comesAgain)
    }

    @Test func `of payloads and of messages nobody takes are told`() async throws {
        let world = try world()
        try await world.stream("QUEUE", ["retention": "workqueue"])
        try await world.fill(["QUEUE.a", "QUEUE.b"], 6)
        try await world.consumer("QUEUE", "c")
        let desk = try desk()
        let narrower = try await desk.call("consumer_edit", ["stream": "QUEUE", "consumer": "c", "filter_subject": "QUEUE.a"])
        #expect(narrower["status"] == "needs_reason" && narrower["findings"]?.array?.first?["rule"] == "NG-C027")
        let bare = try await desk.call("consumer_edit", ["stream": "QUEUE", "consumer": "c", "headers_only": true])
        #expect(bare["status"] == "needs_reason" && bare["findings"]?.array?.first?["rule"] == "NG-C032")
        _ = try await desk.call(
            "consumer_edit",
            ["stream": "QUEUE", "consumer": "c", "filter_subject": "QUEUE.a", "reason": "b has a consumer of its own soon"])
        while try await world.pull("QUEUE", "c", acknowledging: true) != nil {}
        #expect(try await world.messageCount("QUEUE") == 3)
    }
}

/// The same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 ^ 0x5DEE_CE66D }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension JSONObject {
    fileprivate func with(_ key: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[key] = value
        return object
    }
}

extension JetStreamWorld {
    /// How many messages a stream has once it has stopped deleting.
    fileprivate func settled(_ stream: String) async throws -> UInt64 {
        var last = try await messageCount(stream)
        var same = 0
        while same < 4 {
            try await Task.sleep(for: .milliseconds(15))
            let now = try await messageCount(stream)
            same = now == last ? same + 1 : 0
            last = now
        }
        return last
    }
}
