import JSON
import Platform
import Testing

@testable import Archive

/// What consumers have yet to be handed, and what a stream will send by itself, as archives let it be known.
struct PendingTests {
    private func consumer(_ name: String, at delivered: UInt64?, _ fields: JSONObject = [:]) -> ArchivedConsumer {
        ArchivedConsumer(name: name, configuration: fields, delivered: delivered)
    }

    private func counted(_ consumers: [ArchivedConsumer]) -> [UInt64?] {
        var consumers = consumers
        var pending = PendingCounts(consumers)
        // Sequences 2, 4, … 40 on three subjects in turn.
        for number in 1...20 {
            pending.pass(UInt64(number * 2), pending.wantsSubject() ? "s.\(number % 3).x" : "")
        }
        pending.note(in: &consumers)
        return consumers.map(\.pending)
    }

    @Test func `counts what lies behind each position`() {
        let all = [consumer("a", at: 0), consumer("b", at: 40), consumer("c", at: 5), consumer("d", at: 6)]
        #expect(counted(all) == [20, 0, 18, 17])
        #expect(counted([consumer("all", at: 39, ["filter_subject": ">"])]) == [1])
    }

    @Test func `counts only what a filter lets through`() {
        let consumers = [
            consumer("one", at: 0, ["filter_subject": "s.1.x"]), consumer("later", at: 20, ["filter_subject": "s.1.x"]),
            consumer("two", at: 0, ["filter_subjects": ["s.1.>", "*.2.*"]]), consumer("none", at: 0, ["filter_subject": "t.>"]),
        ]
        #expect(counted(consumers) == [7, 3, 14, 0])
    }

    @Test func `what can't be known stays unknown`() {
        let unknown = [consumer("lost", at: nil), consumer("last", at: 0, ["deliver_policy": "last_per_subject"])]
        #expect(counted(unknown) == [nil, nil])
        let many = (0..<200).map { consumer("c\($0)", at: 0, ["filter_subject": .string("s.\($0).x")]) }
        let known = counted(many).compactMap(\.self)
        #expect(known.count == 64)
    }

    @Test func `sets of sequences tell how many are above others`() {
        var set = SequenceSet()
        for sequence in UInt64(1)...70_000 where sequence % 7 != 0 { set.insert(sequence) }
        let far: UInt64 = 1 << 40
        for sequence in [far, far + 5] { set.insert(sequence) }
        let bounds: [UInt64] = [0, 7, 8, 65_535, 65_536, 70_000, far, far * 2]
        #expect(set.counts(above: bounds) == [60_002, 59_996, 59_995, 3_829, 3_828, 2, 1, 0])
        #expect(set.contains(69_999) && !set.contains(7) && !set.contains(70_001))
    }

    // MARK: Schedules

    private func schedule(_ headers: String) -> ScheduledMessages.Schedule? {
        ScheduledMessages.Schedule(headers: Array(headers.utf8))
    }

    @Test func `a schedule is known by its header`() throws {
        let moment = try #require(WallTime(rfc3339: "2026-11-29T22:00:00Z"))
        #expect(schedule("NATS/1.0\r\nNats-Schedule: @at 2026-11-29T22:00:00Z\r\nNats-Rollup: sub\r\n\r\n") == .once(moment))
        #expect(schedule("NATS/1.0\r\nA: b\r\nnats-SCHEDULE:@at 2026-11-29T23:00:00+01:00\r\n\r\n") == .once(moment))
        for rule in ["@every 5m", "0 0 5 * * *", "@daily"] {
            #expect(schedule("NATS/1.0\r\nNats-Schedule: \(rule)\r\n\r\n") == .recurring)
        }
        for headers in [
            "NATS/1.0\r\nNats-Schedule-Target: x\r\nNats-Scheduler: y\r\n\r\n", "NATS/1.0\r\nNats-Schedule: @at noon\r\n\r\n",
            "Nats-Schedule: @daily", "", "NATS/1.0\r\nX: Nats-Schedule: @daily\r\n\r\n",
        ] {
            #expect(schedule(headers) == nil, "\(headers)")
        }
    }

    @Test func `how far a stream has copied from others is told by its messages`() {
        var copied = CopiedOrigins()
        for value in [
            "ORDERS 7 > > orders.a C01nxXgf", "ORDERS 9 > >", "ORDERS 8 > > orders.b C01nxXgf", "größe 4 a.* > a.b 3uTcMId5",
            "größe 6 b.> > b.b 3uTcMId5", "broken", "broken x > >", "",
        ] {
            copied.take(headers: Array("NATS/1.0\r\nA: b\r\nNats-Stream-Source: \(value)\r\n\r\n".utf8))
        }
        copied.take(headers: Array("NATS/1.0\r\nOther: ORDERS 99 > >\r\n\r\n".utf8))
        #expect(copied.last(from: "ORDERS", filter: nil) == 9)
        #expect(copied.last(from: "größe", filter: nil) == 6)
        #expect(copied.last(from: "größe", filter: "a.*") == 4)
        #expect(copied.last(from: "größe", filter: ">") == nil)
        #expect(copied.last(from: "broken", filter: nil) == nil)
    }

    @Test func `schedules in an archive are counted by when they are due, when somebody asks`() throws {
        var content = RecordArchive.magic
        func entry(_ name: String, _ sequence: UInt64, _ headers: String, _ payload: String) {
            for number in [UInt64(name.utf8.count), 2, sequence, UInt64(headers.utf8.count), UInt64(payload.utf8.count)] {
                var left = number
                while left >= 0x80 {
                    content.append(UInt8(truncatingIfNeeded: left) | 0x80)
                    left >>= 7
                }
                content.append(UInt8(left))
            }
            content += Array(name.utf8) + Array(headers.utf8) + Array(payload.utf8)
        }
        entry("state.json", 0, "", #"{"messages": 5, "last_seq": 9}"#)
        let rules = ["@at 2026-11-29T22:00:00Z", "@at 2026-11-29T23:00:00Z", "@every 1h", "@at 2031-01-01T00:00:00Z"]
        for (number, rule) in rules.enumerated() {
            entry("s.\(number)", UInt64(number + 1), "NATS/1.0\r\nNats-Schedule: \(rule)\r\n\r\n", "body")
        }
        entry("s.plain", 9, "NATS/1.0\r\nA: b\r\n\r\n", "body")
        content += [0, 0, 0, 0, 0]
        let found = try ArchiveReader.content(of: Framing.source(content), withHeaders: true)
        let schedules = try #require(found.schedules)
        #expect(found.counts?.messages == 5)
        #expect(schedules.moments.count == 3 && schedules.recurring == 1 && !schedules.isCut)
        #expect(schedules.due(by: try #require(WallTime(rfc3339: "2026-11-29T23:00:00Z"))) == 2)
        #expect(schedules.due(by: try #require(WallTime(rfc3339: "2026-11-29T21:00:00Z"))) == 0)
        #expect(try ArchiveReader.content(of: Framing.source(content)).schedules == nil)
    }
}
