import Guard
import JSON
import Model
import NATS
import Platform
import TestSupport
import Testing

@testable import JetStream

/// Takes snapshots and restores them, with nothing on a disk between.
struct SnapshotBench {
    let world: JetStreamWorld
    let jetStream: JetStreamClient

    init(client: NATSClient? = nil) throws {
        world = try JetStreamTests.world()
        jetStream = JetStreamClient(client: client ?? world.client, timeout: .seconds(10))
    }

    /// A snapshot as it lies in memory.
    struct Saved {
        let info: StreamInfo
        var bytes: [UInt8]

        /// What is restored of it.
        func archive(consumers: [RestoredArchive.Consumer] = []) -> RestoredArchive {
            RestoredArchive(
                stream: info.name, generation: .records, size: UInt64(bytes.count), sha256: Hex.encode(SHA256.hash(bytes)),
                messages: info.state.messages, bytes: info.state.bytes, firstSequence: info.state.firstSequence,
                lastSequence: info.state.lastSequence, storage: info.configuration.storage,
                subjects: info.configuration.subjects, consumers: consumers)
        }
    }

    func snapshot(_ stream: String, withConsumers: Bool = true, stall: Duration = .seconds(15)) async throws -> Saved {
        try await jetStream.withSnapshot(of: stream, withConsumers: withConsumers, stall: stall) { content in
            var bytes: [UInt8] = []
            while let chunk = try await content.next() { bytes += chunk }
            #expect(content.received == UInt64(bytes.count))
            return Saved(info: content.info, bytes: bytes)
        }
    }

    @discardableResult
    func restore(
        _ saved: Saved, _ fields: JSONObject = [:], consumers: [RestoredArchive.Consumer] = [], digest: String? = nil,
        source: (any ObjectSource)? = nil
    ) async throws(ChangeFailure) -> Performed {
        var json = saved.info.configuration.json
        for member in fields.members { json[member.key] = member.value }
        let change = StreamRestore(
            archive: saved.archive(consumers: consumers), configuration: StreamConfiguration(json: json), withConsumers: true)
        let restorer = StreamRestorer(jetStream, source ?? ObjectBytes(saved.bytes), digest: digest)
        return try await restorer.perform(try await cleared(change, restorer))
    }

    private func cleared<P: Performer>(_ change: P.C, _ performer: P) async throws(ChangeFailure) -> Cleared<P.C> {
        var evidence = Evidence()
        while true {
            let questions = change.questions(given: evidence).filter { evidence[$0] == nil }
            if questions.isEmpty { break }
            for question in questions { evidence[question] = await performer.answer(question) }
        }
        let review = Reviewer.review(change, evidence: evidence)
        do {
            return try Reviewer.clear(review, reason: "a test restores what it saved before", confirmation: nil)
        } catch {
            let findings = review.findings.map { "\($0.rule): \($0.effect)" }
            throw ChangeFailure(code: "refused_by_guard", message: findings.joined(separator: "; "))
        }
    }

    /// A stream of `count` messages of a size, which can't be compressed.
    func fill(_ name: String, _ count: Int, size: Int, _ configuration: JSONObject = [:]) async throws {
        try await world.stream(name, configuration)
        var seed: UInt64 = 88_172_645_463_325_252
        for number in 0..<count {
            var payload: [UInt8] = []
            payload.reserveCapacity(size)
            while payload.count < size {
                seed ^= seed << 13
                seed ^= seed >> 7
                seed ^= seed << 17
                withUnsafeBytes(of: seed) { payload += $0 }
            }
            if number == count - 1 {
                try await world.store(name + ".a", payload)
            } else {
                try await world.client.publish(name + ".a", payload: payload, timeout: .seconds(20))
            }
        }
    }

    func names() async throws -> [String] { try await jetStream.streamNames() }
}
