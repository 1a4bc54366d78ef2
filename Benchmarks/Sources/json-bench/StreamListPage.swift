/// A page of STREAM.LIST as a server sends it, compact, with full stream infos; the same bytes on every run.
struct StreamListPage {
    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// At least that long; one byte gives one stream.
    static func bytes(atLeast bytes: Int) -> [UInt8] {
        var page = StreamListPage()
        var infos: [String] = []
        var size = 0
        while size < bytes {
            let info = page.info(infos.count)
            size += info.utf8.count + 1
            infos.append(info)
        }
        let total = infos.count
        let type = "io.nats.jetstream.api.v1.stream_list_response"
        let head = #"{"type":"\#(type)","total":\#(total),"offset":0,"limit":\#(total),"streams":["#
        return Array((head + infos.joined(separator: ",") + "]}").utf8)
    }

    private mutating func info(_ index: Int) -> String {
        let name = "ORDERS_\(["EU", "US", "APAC"][index % 3])_\(index)"
        let first = below(1_000_000)
        let messages = below(10_000_000)
        let subjects = (0..<1 + below(4)).map { #""orders.\#(name.lowercased()).\#($0).>""# }
        let config = [
            #""name":"\#(name)","description":"orders of \"region\" \#(index % 3), kept for the nightly run""#,
            #""subjects":[\#(subjects.joined(separator: ","))],"retention":"limits","max_consumers":-1,"max_msgs":-1"#,
            #""max_bytes":\#(below(1 << 40)),"max_age":\#(below(90) * 86_400_000_000_000)"#,
            #""max_msgs_per_subject":-1,"max_msg_size":-1,"discard":"old","storage":"file","num_replicas":3"#,
            #""duplicate_window":120000000000,"compression":"none","allow_direct":true,"mirror_direct":false"#,
            #""sealed":false,"deny_delete":false,"deny_purge":false,"allow_rollup_hdrs":false,"consumer_limits":{}"#,
            #""allow_msg_ttl":false,"metadata":{"_nats.level":"4","_nats.req.level":"2","_nats.ver":"2.15.1"}"#,
        ]
        let state = [
            #""messages":\#(messages),"bytes":\#(below(1 << 40)),"first_seq":\#(first),"first_ts":"\#(time())""#,
            #""last_seq":\#(first + messages),"last_ts":"\#(time())","num_subjects":\#(below(5000))"#,
            #""consumer_count":\#(below(40))"#,
        ]
        let peers = (2...3).map {
            #"{"name":"n\#($0)","current":true,"active":\#(below(1_000_000_000)),"peer":"\#(peer($0))"}"#
        }
        let cluster = [
            #""name":"C1","raft_group":"S-R3F-\#(peer(index))","leader":"n1""#,
            #""replicas":[\#(peers.joined(separator: ","))]"#,
        ]
        let parts = [("config", config), ("state", state), ("cluster", cluster)]
        let members = parts.map { #""\#($0)":{\#($1.joined(separator: ","))}"# }.joined(separator: ",")
        return #"{"created":"\#(time())",\#(members),"ts":"\#(time())"}"#
    }

    private mutating func time() -> String {
        let day = 10 + below(18), hour = 10 + below(14), minute = 10 + below(50), second = 10 + below(50)
        return "2026-11-\(day)T\(hour):\(minute):\(second).\(100_000_000 + below(900_000_000))Z"
    }

    private func peer(_ index: Int) -> String {
        String((0..<8).map { Character(UnicodeScalar(UInt8(65 + (index &* 31 &+ $0 &* 7) % 26))) })
    }

    private mutating func below(_ bound: Int) -> Int {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return Int(random % UInt64(bound))
    }
}
