import Guard
import JSON
import Model
import NATS
import Platform
import Synchronization
import TestSupport
import Testing

@testable import JetStream

/// One bucket of the suite's server, written and read by the code under test.
struct ObjectBench {
    let bucket: String
    let world: JetStreamWorld
    let jetStream: JetStreamClient

    init(
        _ bucket: String, _ configuration: JSONObject = [:], client: NATSClient? = nil, timeout: Duration = .seconds(10),
        budget: TimeBudget? = nil, in world: JetStreamWorld? = nil
    ) async throws {
        self.bucket = bucket
        let world = try world ?? JetStreamTests.world()
        self.world = world
        var jetStream = JetStreamClient(client: client ?? world.client, timeout: timeout)
        jetStream.budget = budget
        self.jetStream = jetStream
        try await world.objects(bucket, configuration)
    }

    static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) } }

    @discardableResult
    func put(
        _ name: String, _ source: any ObjectSource, overwrite: Bool = false, chunkSize: Int? = nil,
        progress: @escaping @Sendable (UInt64) -> Void = { _ in }, change: (inout ObjectPut) -> Void = { _ in }
    ) async throws(ChangeFailure) -> Performed {
        var put = ObjectPut(bucket: bucket, name: name, size: source.size)
        put.overwrite = overwrite
        put.chunkSize = chunkSize
        change(&put)
        let writer = ObjectWriter(jetStream, source, progress: progress)
        return try await writer.perform(try await cleared(put, writer))
    }

    @discardableResult
    func put(_ name: String, _ bytes: [UInt8], overwrite: Bool = false, chunkSize: Int? = nil) async throws(ChangeFailure)
        -> Performed
    {
        try await put(name, ObjectBytes(bytes), overwrite: overwrite, chunkSize: chunkSize)
    }

    @discardableResult
    func delete(_ name: String) async throws(ChangeFailure) -> Performed {
        let eraser = ObjectEraser(jetStream)
        return try await eraser.perform(try await cleared(ObjectDelete(bucket: bucket, name: name), eraser))
    }

    /// What a review clears; a refusal has the rules' codes as its own.
    private func cleared<P: Performer>(_ change: P.C, _ performer: P) async throws(ChangeFailure) -> Cleared<P.C> {
        var evidence = Evidence()
        while true {
            let questions = change.questions(given: evidence).filter { evidence[$0] == nil }
            if questions.isEmpty { break }
            for question in questions { evidence[question] = await performer.answer(question) }
        }
        let review = Reviewer.review(change, evidence: evidence)
        do {
            return try Reviewer.clear(review, reason: nil, confirmation: nil)
        } catch {
            let findings = review.findings.map { "\($0.rule): \($0.effect)" }
            throw ChangeFailure(code: "refused_by_guard", message: findings.joined(separator: "; "))
        }
    }

    func get(_ name: String) async throws -> [UInt8] {
        let place = try await jetStream.objectBucket(bucket)
        let (entry, home) = try await jetStream.followed(try await jetStream.existingObject(name, in: place), in: place)
        return try await jetStream.withObject(entry, in: home) { content in
            var bytes: [UInt8] = []
            while let chunk = try await content.next() { bytes += chunk }
            #expect(content.isVerified == (entry.meta.digest != nil))
            return bytes
        }
    }

    /// The error of a read that must fail.
    func getFailure(_ name: String) async -> JetStreamError? {
        do {
            _ = try await get(name)
            return nil
        } catch {
            return error as? JetStreamError
        }
    }

    func entry(_ name: String) async throws -> ObjectEntry? {
        try await jetStream.object(name, in: try await jetStream.objectBucket(bucket), fromLeader: true)
    }

    /// Each subject of the bucket and how many messages it has.
    func subjects() async throws -> [String: UInt64] {
        let info = try await world.api("STREAM.INFO.OBJ_" + bucket, ["subjects_filter": ">"])
        var counts: [String: UInt64] = [:]
        for member in info["state"]?["subjects"]?.object?.members ?? [] { counts[member.key] = member.value.uint64 }
        return counts
    }

    /// How many chunks the bucket has, whosever they are.
    func chunkCount() async throws -> UInt64 {
        try await subjects().filter { $0.key.hasPrefix("$O.\(bucket).C.") }.values.reduce(0, +)
    }

    /// That nothing of an interrupted put is left, and nothing else is missing.
    func expectUntouched(
        _ before: [String: UInt64], _ what: String, at place: SourceLocation = #_sourceLocation
    ) async throws {
        let now = try await subjects()
        #expect(now == before, "\(what)", sourceLocation: place)
    }
}

/// Bytes that something happens to while they are read.
final class EventfulSource: ObjectSource {
    let size: UInt64
    private let bytes: [UInt8]
    private let offset: UInt64
    private let event: @Sendable () async throws -> Void
    private let happened = Mutex(false)

    /// - Parameter offset: where it happens; `.max`: when everything has been stored.
    init(_ bytes: [UInt8], at offset: UInt64, _ event: @escaping @Sendable () async throws -> Void) {
        self.bytes = bytes
        size = UInt64(bytes.count)
        self.offset = offset
        self.event = event
    }

    func read(at offset: UInt64, limit: Int) async throws(PlatformError) -> [UInt8] {
        if offset >= self.offset { try await happen() }
        return Array(bytes.dropFirst(Int(offset)).prefix(limit))
    }

    func hasChanged() async throws(PlatformError) -> Bool {
        if offset == .max { try await happen() }
        return false
    }

    private func happen() async throws(PlatformError) {
        let isFirst = happened.withLock { happened in
            defer { happened = true }
            return !happened
        }
        guard isFirst else { return }
        do {
            try await event()
        } catch {
            throw error as? PlatformError ?? PlatformError(code: "io", message: "\(error)")
        }
    }
}
