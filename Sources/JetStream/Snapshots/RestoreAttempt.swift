import Guard
import JSON
import Model
import NATS
import Platform

/// One stream in the making, from the first request on, and the way to be rid of it again.
///
/// On servers of 2.15 the stream is there from the first block on: a mark in its metadata says whose restore it is until all
/// is there. Older servers make it at the end, of an archive that has its configuration in it too.
struct RestoreAttempt: Sendable {
    enum Ending: Sendable {
        case gone
        case left(String)
    }

    enum ServerSide: Sendable {
        /// It has told the end.
        case isOver
        /// It waits for more on a subject.
        case waits(String)
        case unknown
    }

    let stream: String
    private let jetStream: JetStreamClient
    private let configuration: JSONObject
    /// What the mark says; nil where there is none.
    private let mark: String?

    init(_ jetStream: JetStreamClient, _ change: StreamRestore) {
        stream = change.stream
        self.jetStream = jetStream
        var configuration = change.configuration.json
        if change.archive.generation == .records {
            let mark = "incomplete, began \(WallTime.now().rfc3339) (\(Hex.encode(PlatformRandom.bytes(8))))"
            var metadata = configuration["metadata"]?.object ?? [:]
            metadata[StreamRestore.mark] = .string(mark)
            configuration["metadata"] = .object(metadata)
            self.mark = mark
        } else {
            mark = nil
        }
        self.configuration = configuration
    }

    /// How to know it.
    var sign: String { mark == nil ? "" : "Its metadata has \(StreamRestore.mark)." }

    /// Asks for the restore; where its chunks go.
    func begin() async throws(JetStreamError) -> String {
        let token = try JetStreamClient.token(stream, what: "stream")
        let reply = try await jetStream.call("STREAM.RESTORE." + token, ["config": .object(configuration)])
        guard let subject = reply["deliver_subject"]?.string, !subject.isEmpty else {
            throw JetStreamError(.malformedReply, "the server does not tell where the archive goes")
        }
        return subject
    }

    /// Whether all is there although nobody said so: the answer at the end may have been lost.
    func finished(_ change: StreamRestore) async -> JSONObject? {
        let patience = MonotonicTime.now.advanced(by: .seconds(20))
        while !Task.isCancelled, MonotonicTime.now < patience {
            await Pause.wait(.milliseconds(500))
            guard let info = try? await jetStream.streamInfo(stream) else { continue }
            if let mark, info.configuration.json["metadata"]?[StreamRestore.mark]?.string != mark { return nil }
            if case .same = RestoreComparison(info.state, of: change) { return info.json }
        }
        return nil
    }

    /// Takes the mark away: all is there.
    /// - Returns: why that could not be done.
    func unmark(_ made: StreamConfiguration) async -> String? {
        guard mark != nil else { return nil }
        var own = made.json
        var metadata = own["metadata"]?.object ?? [:]
        metadata[StreamRestore.mark] = nil
        own["metadata"] = .object(metadata)
        let update = own
        return await CleanUps.shared.run { await updated(update) }
    }

    private func updated(_ configuration: JSONObject) async -> String? {
        var last = ""
        for attempt in 0..<5 {
            if attempt > 0 { await Pause.wait(.seconds(1)) }
            do {
                _ = try await jetStream.call("STREAM.UPDATE." + stream, configuration)
                return nil
            } catch {
                last = error.message
            }
        }
        return "its metadata still says \(StreamRestore.mark), which could not be taken away: \(last)"
    }

    /// Ends the server's side and deletes what it made, whatever becomes of the caller.
    /// - Parameter server: what is known of the server's side.
    func takeBack(_ server: ServerSide) async -> Ending {
        await CleanUps.shared.run { await end(server) }
    }

    private func end(_ server: ServerSide) async -> Ending {
        var isOver = false
        var isOurs = true
        switch server {
        case .isOver: isOver = true
        case .waits(let subject):
            // The end of the archive, too early: when that is answered nothing more is made of what came before.
            isOver = (try? await jetStream.client.request(subject, timeout: .seconds(10))) != nil
        case .unknown:
            // Without a mark nobody can tell whose a stream of the name is.
            isOurs = mark != nil
        }
        let patience = MonotonicTime.now.advanced(by: .seconds(35))
        // Without an answer the server drops a restore 5 s after its last chunk, and the stream may be made until then.
        let settled = MonotonicTime.now.advanced(by: isOver ? .zero : .seconds(6))
        while true {
            switch await look(isOurs) {
            case .gone where MonotonicTime.now >= settled: return .gone
            case .left(let why) where MonotonicTime.now >= patience: return .left(why)
            default: await Pause.wait(.milliseconds(300))
            }
        }
    }

    /// Deletes the stream if it is there and this restore's.
    private func look(_ isOurs: Bool) async -> Ending {
        do {
            let info = try await jetStream.streamInfo(stream)
            guard isOurs else { return .left("a stream of this name is there, and nobody knows whose it is") }
            if let mark, info.configuration.json["metadata"]?[StreamRestore.mark]?.string != mark {
                return .left("a stream of this name is there that another one made")
            }
        } catch {
            // In a cluster a restore that failed leaves a name without a stream, which a delete takes away.
            guard error.code == .streamNotFound else { return .left(error.message) }
        }
        do {
            _ = try await jetStream.call("STREAM.DELETE." + stream)
            return .left("it was there a moment ago")
        } catch {
            return error.code == .streamNotFound ? .gone : .left(error.message)
        }
    }
}
