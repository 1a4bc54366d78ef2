import Archive
import Guard
import JSON
import JetStream
import Model
import NATS
import Platform

/// Saves streams into a backup that is being made.
struct StreamSaver: Sendable {
    enum Outcome: Sendable {
        /// - Parameter told: messages there were when it began, as the server told.
        case saved(StreamRecord, told: UInt64)
        /// It was there from an earlier run and has not changed.
        case reused(StreamRecord)
        case failed(String)
        /// Nothing more can be saved.
        case stopped(ToolFailure)
    }

    /// A server that is busy, or whose leader changes, gets some more chances.
    private static let attempts = 3

    let jetStream: JetStreamClient
    let writer: BackupWriter
    let withConsumers: Bool
    let progress: JobProgress

    func save(_ stream: String) async -> Outcome {
        for attempt in 1...Self.attempts {
            if Task.isCancelled { return .stopped(.cancelled) }
            do {
                let outcome = try await saveOnce(stream)
                progress.finished(stream)
                return outcome
            } catch let error as ArchiveError {
                if error.code == "no_space" || error.code == "read_only" { return .stopped(ToolFailure(error)) }
                guard error.code.hasPrefix("archive_"), attempt < Self.attempts else { return .failed(error.description) }
            } catch let error as JetStreamError {
                if Task.isCancelled { return .stopped(.cancelled) }
                guard Self.mayPass(error), attempt < Self.attempts else { return .failed(Self.words(error)) }
            } catch {
                return .failed("it failed for a reason that is not known")
            }
            await Pause.wait(.seconds(attempt * 2))
        }
        return .failed("it could not be saved")
    }

    private static func mayPass(_ error: JetStreamError) -> Bool {
        switch error.code {
        case .snapshotStalled, .snapshotFailed, .noLeader: true
        case .connection: error.cause?.code == .timeout || error.cause?.code == .disconnected
        default: false
        }
    }

    private static func words(_ error: JetStreamError) -> String {
        // 2.14 and older have no snapshots of memory.
        error.apiErrorCode == 10064 && error.message.contains("no impl")
            ? "servers before 2.15 can't save streams that are kept in memory" : error.message
    }

    private func saveOnce(_ stream: String) async throws -> Outcome {
        let mark = try await mark(of: stream)
        let writer = writer
        if let record = try await Self.run({ () throws(ArchiveError) in try writer.reuse(stream, mark: mark) }) {
            return .reused(record)
        }
        let file = try await Self.run { () throws(ArchiveError) in try writer.stream(stream) }
        do {
            return try await jetStream.withSnapshot(of: stream, withConsumers: withConsumers) { content in
                // One is written while the next is on its way.
                var chunk = try await content.next()
                while let bytes = chunk {
                    async let written: Void = Self.run { () throws(ArchiveError) in try file.append(bytes) }
                    chunk = try await content.next()
                    try await written
                    progress.reached(stream, content.received)
                }
                let info = content.info
                let record = try await Self.run { () throws(ArchiveError) in
                    try file.finish(
                        configuration: info.configuration.json, state: info.state.json, mark: mark, saved: WallTime.now())
                }
                return .saved(record, told: info.state.messages)
            }
        } catch {
            try? await Self.run { () throws(ArchiveError) in try file.abandon() }
            throw error
        }
    }

    /// What the stream looks like now, to see in a later run whether it has changed.
    private func mark(of stream: String) async throws(JetStreamError) -> StreamMark {
        let info = try await jetStream.streamInfo(stream)
        var consumers: String?
        if withConsumers, info.state.consumerCount > 0 {
            consumers = try await jetStream.consumers(of: stream).map { consumer in
                let delivered = consumer.json["delivered"]?["consumer_seq"]?.text ?? ""
                return "\(consumer.name) \(consumer.created) \(delivered) \(consumer.acknowledgedSequence) \(consumer.inFlight)"
            }.sorted().joined(separator: "\n")
        }
        return StreamMark(
            created: info.created, configuration: info.configuration, state: info.state,
            consumers: withConsumers ? consumers ?? "" : nil)
    }

    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(ArchiveError) -> Value
    ) async throws(ArchiveError) -> Value {
        try await BlockingCall.run(body)
    }
}
