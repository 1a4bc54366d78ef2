/// A page of STREAM.LIST as a server sends it, compact, with full stream infos; the same bytes on every run.
struct StreamListPage {
    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var text = ""

    /// At least `bytes` long, or of `streams` streams.
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
        let head = #"{"type":"io.nats.jetstream.api.v1.stream_list_response","total":\#(total),"offset":0,"limit":\#(total),"streams":["#
        return Array((head + infos.joined(separator: ",") + "]}").utf8)
    }

    private mutating func info(_ index: Int) -> String {
        let name = "ORDERS_\(["EU", "US", "APAC"][index % 3])_\(index)"
        let first = below(1_000_000), messages = below(10_000_000)
        let subjects = (0..<1 + below(4)).map { #""orders.\#(name.lowercased()).\#($0).>""# }.joined(separator: ",")
        let limits = #""max_consumers":-1,"max_msgs":-1,"max_bytes":\#(below(1 << 40)),"max_age":\#(below(90) * 86_400_000_000_000)"#
        let more = #""max_msgs_per_subject":-1,"max_msg_size":-1,"discard":"old","storage":"file","num_replicas":3"#
        let window = #""duplicate_window":120000000000,"compression":"none","allow_direct":true,"mirror_direct":false"#
        let flags = #""sealed":false,"deny_delete":false,"deny_purge":false,"allow_rollup_hdrs":false,"consumer_limits":{}"#
        let meta = #""allow_msg_ttl":false,"metadata":{"_nats.level":"4","_nats.req.level":"2","_nats.ver":"2.15.1"}"#
        let described = #""name":"\#(name)","description":"orders of \"region\" \#(index % 3), kept for the nightly run""#
        let config = "{\(described),\"subjects\":[\(subjects)],\"retention\":\"limits\",\(limits),\(more),\(window),\(flags),\(meta)}"
        let ends = #""first_seq":\#(first),"first_ts":"\#(time())","last_seq":\#(first + messages),"last_ts":"\#(time())""#
        let state = #"{"messages":\#(messages),"bytes":\#(below(1 << 40)),\#(ends),"num_subjects":\#(below(5000)),"consumer_count":\#(below(40))}"#
        let peers = (2...3).map { #"{"name":"n\#($0)","current":true,"active":\#(below(1_000_000_000)),"peer":"\#(peer($0))"}"# }
        let cluster = #"{"name":"C1","raft_group":"S-R3F-\#(peer(index))","leader":"n1","replicas":[\#(peers.joined(separator: ","))]}"#
        return #"{"config":\#(config),"created":"\#(time())","state":\#(state),"cluster":\#(cluster),"ts":"\#(time())"}"#
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
