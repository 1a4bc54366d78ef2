public import Guard
import Model

extension JetStreamClient {
    /// Answers what the guard wants to know, by reading only.
    public func answer(_ question: Question) async -> Fact {
        do {
            switch question {
            case .stream(let name): return .stream(try await streamInfo(name))
            case .consumers(let stream): return .consumers(try await consumers(of: stream))
            case .consumer(let name, let stream): return .consumer(try await presentConsumer(of: stream, name))
            case .messages(let stream, let filter, let below):
                return .count(try await count(in: stream, matching: filter, below: below))
            case .sequenceOfNewest(let count, let stream, let filter, let below):
                return .sequence(try await sequenceOfNewest(count, in: stream, matching: filter, below: below))
            case .messagesOlder(let stream, let nanoseconds, let moment):
                return .count(try await count(in: stream, olderThan: .nanoseconds(nanoseconds), at: moment))
            case .messagesBeyond(let limit, let stream):
                return .count(try await count(in: stream, beyond: UInt64(max(0, limit))))
            case .messagesAt(let sequences, let stream):
                return .messages(try await glances(at: sequences, of: stream))
            case .servers: return .names(try await servers())
            case .dependents(let stream): return .names(try await dependents(of: stream))
            case .object(let name, let bucket):
                return .object(try await object(name, in: try await objectBucket(bucket), fromLeader: true))
            case .streams(let subject): return .names(try await streamNames(subject: subject))
            case .key(let stream, let subject):
                return .key(try await keyState(stream, subject))
            case .orphans(let query): return .orphans(try await orphans(query))
            case .account: return .account(try await accountUsage())
            case .server: return .server(try await serverSight())
            case .streamNames: return .names(try await streamNames())
            case .listeners(let subjects): return .listeners(try await listeners(on: subjects))
            case .deletedKeys(let query): return .deletedKeys(try await deletedKeys(query))
            case .meta: return .unknown("only the system account is told")
            }
        } catch  where error.code == .streamNotFound && question.isOfStream {
            return .absent
        } catch {
            return .unknown(error.message)
        }
    }
}

extension Question {
    fileprivate var isOfStream: Bool { if case .stream = self { true } else { false } }
}
