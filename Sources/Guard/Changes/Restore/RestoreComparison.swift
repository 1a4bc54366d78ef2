import JSON
public import Model

/// What a server has after a restore, beside what was in the archive.
public enum RestoreComparison: Sendable, Hashable {
    case same
    /// Other numbers, for a reason that is known.
    case explained(String)
    case differs(String)

    /// - Parameters:
    ///   - state: of the restored stream.
    ///   - change: what was restored.
    public init(_ state: StreamState, of change: StreamRestore) {
        let archive = change.archive
        let configuration = change.configuration
        let have = Self.words(state.messages, state.firstSequence, state.lastSequence)
        let want = Self.words(archive.messages, archive.firstSequence, archive.lastSequence)
        guard state.lastSequence >= archive.lastSequence else {
            self = .differs("it has \(have); the archive has \(want)")
            return
        }
        var reasons: [String] = []
        let hasGrown = state.lastSequence > archive.lastSequence
        if hasGrown { reasons.append("\((state.lastSequence - archive.lastSequence).grouped) more came in already") }
        let isEqual =
            state.messages == archive.messages && (archive.messages == 0 || state.firstSequence == archive.firstSequence)
        if !hasGrown, !isEqual {
            guard state.messages < archive.messages, let reason = Self.shrinks(change) else {
                self = .differs("it has \(have); the archive has \(want)")
                return
            }
            reasons.append(
                "\((archive.messages - state.messages).grouped) of \(archive.messages.grouped) are gone again: \(reason)")
        } else if isEqual, !hasGrown, configuration.storage == archive.storage, state.bytes != archive.bytes {
            self = .differs("its messages have \(state.bytes.grouped) bytes; those of the archive \(archive.bytes.grouped)")
            return
        }
        let consumers = change.withConsumers ? archive.consumers.count : 0
        if state.consumerCount < UInt64(consumers) {
            self = .differs("it has \(state.consumerCount) consumers; the archive has \(consumers)")
            return
        }
        self = reasons.isEmpty ? .same : .explained(reasons.joined(separator: "; "))
    }

    /// Why a stream may have lost some of what was restored at once.
    private static func shrinks(_ change: StreamRestore) -> String? {
        let configuration = change.configuration
        var reasons: [String] = []
        if let age = configuration.json["max_age"]?.int64, age > 0,
            change.archive.oldest.map({ $0 + 60_000_000_000 >= age }) ?? true
        {
            reasons.append("they are older than max_age")
        }
        if configuration.allowsMessageTTL { reasons.append("their own TTL was over") }
        if configuration.retention != .limits, change.withConsumers, !change.archive.consumers.isEmpty {
            reasons.append("consumers have acknowledged them")
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: ", or ")
    }

    private static func words(_ messages: UInt64, _ first: UInt64, _ last: UInt64) -> String {
        "\(messages.grouped) messages (\(first) to \(last))"
    }
}
