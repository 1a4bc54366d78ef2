import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `What may leave the house` {
    @Test func `rows about hidden names are left out and counted, the name elsewhere is masked`() {
        let disclosure = Disclosure(hide: ["secret.*", "KV_salaries"])
        let result = disclosure.applied(to: [
            "rows": [["subject": "secret.a", "n": 1], ["subject": "open.a"], "secret.b", ["name": "KV_salaries"]],
            "subjects": ["secret.a": 3, "open": 4],
            "note": "There is no stream \"secret.x\". Did you mean secret.y, or secret.z?",
            "payload": ["json": ["subject": "secret.a"]], "stream": "KV_salaries",
            "message": ["subject": "secret.q", "payload": ["text": "x"]],
        ])
        #expect(
            result == [
                "rows": [["subject": "open.a"]], "subjects": ["open": 4],
                "note": "There is no stream \"(hidden)\". Did you mean (hidden), or (hidden)?",
                "payload": ["json": ["subject": "secret.a"]], "stream": "(hidden)",
                "message": "(hidden)", "hidden": 5,
            ])
    }

    @Test func `a result about one hidden thing is refused as a whole`() {
        let disclosure = Disclosure(hide: ["secret.*"])
        #expect(disclosure.refusal(of: ["subject": "secret.a", "payload": ["text": "x"]])?.code == "hidden")
        #expect(disclosure.refusal(of: ["subject": "open.a"]) == nil)
    }

    @Test func `what is hidden is not told about and not changed, by none of its names`() async throws {
        let world = try world()
        try await world.bucket("pay")
        try await world.bucket("open")
        for hide in ["pay", "KV_pay", "$KV.pay.*", "pay/*"] {
            let desk = try Desk(world.client, disclosure: Disclosure(hide: [hide]))
            let read = try await desk.failure("kv_get", ["bucket": "pay", "key": "ann"])
            #expect(read["code"]?.string == "hidden", "\(hide)")
            let write = try await desk.failure("kv_put", ["bucket": "pay", "key": "ann", "value": "1"])
            #expect(write["code"]?.string == "hidden", "\(hide)")
            #expect(try await desk.call("kv_put", ["bucket": "open", "key": "ann", "value": "1"])["status"]?.string == "done")
        }
        let desk = try Desk(world.client, disclosure: Disclosure(hide: ["KV_pay"]))
        let list = try await desk.call("stream_list", [:])
        #expect(!JSONValue.object(list).text.contains("KV_pay"))
        #expect(list["hidden"]?.int == 1)
    }

    @Test func `the cap on payloads wins over what a call asks for`() {
        let bytes = Array(String(repeating: "x", count: 5000).utf8)
        #expect(PayloadView(.full, cap: .full).shown(bytes, limit: 8000)["text"]?.string?.count == 5000)
        #expect(PayloadView(.full, cap: .preview).shown(bytes, limit: 8000)["text"]?.string?.count == PayloadMode.previewBytes)
        #expect(PayloadView(.preview, cap: .full).shown(bytes, limit: 8000)["text"]?.string?.count == PayloadMode.previewBytes)
        let none = PayloadView(.full, cap: .none)
        #expect(none.shown(bytes, limit: 8000)["size"]?.int == 5000)
        #expect(none.shown(bytes, limit: 8000)["text"] == nil)
        #expect(none.headers(["Nats-Msg-Id": "1", "Customer": "Ann"]) == ["Nats-Msg-Id": "1", "Customer": "(not shown)"])
    }
}
