import Archive
import JSON
import JetStream
import Model

/// How many streams are restored at once.
enum RestoreWidth {
    private static let most = 4

    /// Where the account does not clearly have room for all of them it is one: each is then judged by the room that those before it
    /// left, and none fails half-way because of another.
    static func width(for streams: [RestoreCandidate], _ options: RestoreOptions, _ jetStream: JetStreamClient) async -> Int {
        guard streams.count > 1, let account = try? await jetStream.accountUsage() else { return 1 }
        var wanted: [Kind: UInt64] = [:]
        for stream in streams {
            let configuration = stream.description.configuration
            let replicas = options.replicas ?? configuration.replicas
            // What a stream may grow to is what is reserved for it.
            let size = max(stream.description.state.bytes, configuration.json["max_bytes"]?.uint64 ?? 0)
            let (all, isHuge) = size.multipliedReportingOverflow(by: account.hasTiers ? 1 : UInt64(clamping: replicas))
            let kind = Kind(storage: configuration.storage, tier: account.hasTiers ? replicas : 0)
            let (sum, isTooMuch) = (wanted[kind] ?? 0).addingReportingOverflow(all)
            wanted[kind] = isHuge || isTooMuch ? .max : sum
        }
        for (kind, size) in wanted {
            let replicas = account.hasTiers ? kind.tier : 1
            if let room = account.room(storage: kind.storage, replicas: replicas) {
                // Some more than their messages: a store takes more than it counts.
                guard room.limit > room.taken, size <= (room.limit - room.taken) / 4 * 3 else { return 1 }
            }
            let tier = account.tier(replicas: replicas)
            if let limit = tier["limits"]?["max_streams"]?.uint64 {
                let more = UInt64(streams.count)
                guard limit > more, tier["streams"]?.uint64 ?? 0 <= limit - more else { return 1 }
            }
        }
        return most
    }

    private struct Kind: Hashable {
        let storage: String
        let tier: Int
    }
}
