import Guard
import JSON
import Model
import Platform
import TestSupport
import Testing

@testable import Changes

@Suite struct `Reasons in the journal` {
    private let target = Target(context: "prod", url: "nats://a:4222", account: "A")

    private struct Book {
        let directory: TemporaryDirectory
        let journal: Journal
        let index: ReasonIndex
        let target: Target

        init(_ target: Target, limit: Int = 16 << 20) throws {
            directory = try TemporaryDirectory()
            journal = Journal(path: directory.path + "/j", limit: limit)
            index = ReasonIndex(journal: journal)
            self.target = target
        }

        func write(
            _ id: String, _ reason: JSONValue?, _ fields: [String] = ["max_age"], of asset: String = "S",
            change: String = "stream.update", status: String? = "done", context: String = "prod"
        ) async throws {
            var other = target
            other.context = context
            var intent: JSONObject = [
                "time": .string("2026-01-31T12:00:0\(id.count % 10)Z"), "phase": "intent", "id": .string(id),
                "change": .string(change), "caller": "tester", "target": .object(other.json),
                "request": ["stream": .string(asset), "consumer": "c"], "asset": .string(asset),
            ]
            if let reason {
                intent["reason"] = reason
                intent["reason_for"] = .array(fields.map { .string($0) })
            }
            try await journal.append(intent)
            if let status { try await journal.append(["phase": "outcome", "id": .string(id), "status": .string(status)]) }
        }

        func texts(_ kind: ReasonIndex.Asset.Kind = .stream, _ asset: String = "S", within limit: Int = .max) async -> [String:
            String]
        {
            await index.reasons(of: ReasonIndex.Asset(kind, asset), in: target, within: limit).reasons.mapValues(\.text)
        }
    }

    @Test func `are the latest ones given for the field, in this system alone`() async throws {
        let book = try Book(target)
        #expect(await book.texts().isEmpty)
        try await book.write("a", "one", ["max_age", "no_ack"])
        try await book.write("b", ["max_age": "two"])
        try await book.write("c", "elsewhere", context: "staging")
        try await book.write("d", "of another stream", of: "T")
        #expect(await book.texts() == ["max_age": "two", "no_ack": "one"])
        try await book.write("e", ["no_ack": "three", "*": "four"], ["no_ack", "max_msgs"])
        #expect(await book.texts() == ["max_age": "two", "no_ack": "three", "max_msgs": "four"])
        let reason = await book.index.reasons(of: ReasonIndex.Asset(.stream, "S"), in: target).reasons["max_age"]
        #expect(reason?.by == "tester" && reason?.time == "2026-01-31T12:00:01Z" && reason?.place == .journal)
    }

    @Test func `of what failed do not count, of what nobody knows they do`() async throws {
        let book = try Book(target)
        try await book.write("a", "first")
        try await book.write("b", "failed", status: "failed")
        #expect(await book.texts() == ["max_age": "first"])
        try await book.write("c", "unknown", status: "outcome_unknown")
        #expect(await book.texts() == ["max_age": "unknown"])
        try await book.write("d", "not over yet", status: nil)
        #expect(await book.texts() == ["max_age": "not over yet"])
        try await book.journal.append(["phase": "outcome", "id": "d", "status": "failed"])
        #expect(await book.texts() == ["max_age": "unknown"])
    }

    @Test func `go with the asset, and come back where its deletion failed`() async throws {
        let book = try Book(target)
        try await book.write("a", "for the stream")
        try await book.write("b", "for the consumer", ["max_deliver"], of: "S/c", change: "consumer.update")
        try await book.write("c", nil, change: "stream.delete", status: "failed")
        #expect(await book.texts() == ["max_age": "for the stream"])
        #expect(await book.texts(.consumer, "S/c") == ["max_deliver": "for the consumer"])
        try await book.write("d", nil, change: "stream.delete")
        #expect(await book.texts().isEmpty)
        #expect(await book.texts(.consumer, "S/c").isEmpty)
        try await book.write("e", "made anew", change: "stream.create")
        #expect(await book.texts() == ["max_age": "made anew"])
    }

    @Test func `are found past a rotation, a torn line and a line longer than is read at once`() async throws {
        let book = try Book(target, limit: 2000)
        for number in 0..<30 {
            try await book.write("n\(number)", .string("reason \(number)"), of: "T\(number)")
            if number.isMultiple(of: 4) { #expect(await book.texts(.stream, "T\(number)") == ["max_age": "reason \(number)"]) }
        }
        #expect(await book.texts(.stream, "T27") == ["max_age": "reason 27"])
        let long = try Book(target)
        try await long.journal.append(["phase": "intent", "id": "x", "text": .string(String(repeating: "x", count: 9 << 20))])
        try await long.write("a", "after the long one")
        #expect(await long.texts() == ["max_age": "after the long one"])
        let text = try TextFile.read(book.journal.path)
        try book.directory.write("j", text + "{\"phase\":\"intent\",\"reason\":")
        #expect(await book.texts(.stream, "T29") == ["max_age": "reason 29"])
    }

    @Test func `are not looked for in a large journal where a quick answer is wanted`() async throws {
        let book = try Book(target)
        try await book.write("a", "there")
        let quick = await book.index.reasons(of: ReasonIndex.Asset(.stream, "S"), in: target, within: 10)
        #expect(quick.reasons.isEmpty && !quick.isComplete)
        #expect(await book.texts() == ["max_age": "there"])
        // What was read once is known.
        let again = await book.index.reasons(of: ReasonIndex.Asset(.stream, "S"), in: target, within: 10)
        #expect(again.isComplete && again.reasons["max_age"]?.text == "there")
    }
}
