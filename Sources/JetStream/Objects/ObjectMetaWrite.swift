import JSON
import Model
import NATS
import Platform

/// Puts a meta in its place, if that is still as it was reviewed, and finds out what became of it.
///
/// The server compares: the message carries the sequence its subject must have (0: none), so of two writers one fails, and
/// a message whose answer was lost can be sent again, or made impossible, without doing harm.
struct ObjectMetaWrite: Sendable {
    enum Outcome: Sendable {
        case stored(sequence: UInt64)
        /// It is not there and will not be.
        case refused(JetStreamError)
        /// The server could not be asked.
        case unknown(JetStreamError)
    }

    let jetStream: JetStreamClient
    let bucket: ObjectBucket
    let meta: ObjectMeta
    /// What is in its place.
    let present: ObjectEntry?

    /// - Parameter fence: what makes the message impossible that may be on its way still, where it is not to be stored any
    ///   more; nil where it may as well be stored late, and is sent again instead.
    func write(fence: ObjectMeta?) async -> Outcome {
        let first = await send(meta)
        guard case .unknown(let error) = first else { return first }
        let free = ObjectMetaWrite(
            jetStream: jetStream.within(TimeBudget(.seconds(30))), bucket: bucket, meta: meta, present: present)
        return await CleanUps.shared.run { await free.settle(fence ?? meta, after: error) }
    }

    /// Sends `stop` in the place of the message whose fate is not known: only one of the two can be stored.
    private func settle(_ stop: ObjectMeta, after failure: JetStreamError) async -> Outcome {
        var last: Outcome
        repeat {
            last = await isThere()
            guard case .unknown(let error) = last else { return last }
            if error.code == .wrongRevision {
                // As it was before: what is on its way must find it changed.
                switch await send(stop) {
                case .stored(let sequence) where stop == meta: return .stored(sequence: sequence)
                case .stored: return .refused(failure)
                case .refused(let error) where error.code != .wrongRevision && error.code != .objectChanged:
                    return .refused(error)
                case .refused: continue
                case .unknown(let error): last = .unknown(error)
                }
            }
            await BlockingCall.run { BlockingCall.pause(.milliseconds(200)) }
        } while jetStream.budget.map { $0.left > .zero } ?? false
        return last
    }

    /// What the leader has: ours, somebody else's, or (`.unknown(.wrongRevision)`) still what was there before.
    private func isThere() async -> Outcome {
        let now: ObjectEntry?
        do {
            now = try await jetStream.object(meta.name, in: bucket, fromLeader: true)
        } catch {
            return error.mayPass ? .unknown(error) : .refused(error)
        }
        if now?.sequence == present?.sequence { return .unknown(JetStreamError(.wrongRevision, "nothing was stored yet")) }
        if let now, now.meta == meta { return .stored(sequence: now.sequence) }
        return .refused(changed(now))
    }

    private func send(_ meta: ObjectMeta) async -> Outcome {
        let headers: NATSHeaders = [
            "Nats-Rollup": "sub", "Nats-Expected-Last-Subject-Sequence": String(present?.sequence ?? 0),
        ]
        do {
            let time = try jetStream.time()
            let reply = try await jetStream.client.request(
                ObjectNames.meta(self.meta.name, bucket: bucket.name),
                payload: JSONValue.object(meta.json).serialized(), headers: headers, timeout: time)
            let acknowledgement = try PublishAcknowledgement(try JetStreamClient.decode(reply.payload))
            try acknowledgement.check(bucket: bucket.name)
            return .stored(sequence: acknowledgement.sequence)
        } catch let error as NATSError {
            return error.mayHaveBeenSent ? .unknown(JetStreamError(error)) : .refused(JetStreamError(error))
        } catch let error as JetStreamError where error.code == .wrongRevision {
            return .refused(changed(try? await jetStream.object(self.meta.name, in: bucket, fromLeader: true)))
        } catch let error as JetStreamError {
            return .refused(error)
        } catch {
            return .refused(JetStreamError(.malformedReply, "the meta was answered with something else than an acknowledgement"))
        }
    }

    private func changed(_ now: ObjectEntry?) -> JetStreamError {
        let how = now.map { "\($0.meta.isDeleted ? "deleted" : "written") by somebody else at \($0.modified)" }
        return JetStreamError(.objectChanged, "meanwhile the object was \(how ?? "changed by somebody else")")
    }
}
