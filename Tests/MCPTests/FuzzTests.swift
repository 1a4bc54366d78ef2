import JSON
import Testing

@testable import MCP

struct FuzzTests {
    /// The same numbers in every run, so that a failure can be seen again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static let seeds = [
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":[1,2,{"b":"\u00e9"}]}}}"#,
        #"{"jsonrpc":"2.0","id":"x","method":"tools/list","params":{"_meta":{"progressToken":1},"cursor":""}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        #"[{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","id":3,"result":{}}]"#,
        #"{"jsonrpc":"2.0","id":4,"method":"tools/list","params":{\#(Transcript.envelope)}}"#,
        #"{"jsonrpc":"2.0","id":"srv-1","result":{"action":"accept","content":{}}}"#,
    ].map { Array($0.utf8) }

    @Test(arguments: ["2025-03-26", "2025-11-25"], 0..<8)
    func `whatever comes, each line gets at most one line, and that is JSON`(version: String, seed: Int) throws {
        var dice = Dice(state: UInt64(seed))
        let limits = MCPLimits()
        var session = Transcript.after(version).session
        for _ in 0..<400 {
            var line = Self.seeds.randomElement(using: &dice) ?? []
            for _ in 0...Int.random(in: 0...3, using: &dice) {
                let at = Int.random(in: 0..<max(line.count, 1), using: &dice)
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: line.insert(UInt8.random(in: 0...255, using: &dice), at: at)
                case 1 where !line.isEmpty: line.remove(at: at)
                case 2: line.removeLast(line.count - at)
                default: if !line.isEmpty { line[at] = Array("{}[]\",:0n".utf8).randomElement(using: &dice) ?? 0 }
                }
            }
            let sent = line.filter { $0 != 10 }
            var frames = 0
            for action in session.receive(Incoming(.text(sent), limit: limits.line), now: .now) {
                switch action {
                case .send(let frame):
                    frames += 1
                    #expect(throws: Never.self) { try JSONParser().parse(Array(frame.dropLast())) }
                    #expect(!frame.dropLast().contains(10))
                case .start(let call): _ = session.finish(call.number, [])
                default: break
                }
            }
            #expect(frames <= 1, "\(String(decoding: sent, as: UTF8.self))")
        }
    }
}
