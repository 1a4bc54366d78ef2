public import Guard
import JSON
public import Model
import Platform
import Synchronization

/// The reasons the journal has, by asset and field, as far as it was read: what was added since is read when it is asked for.
///
/// The latest that was given counts. Those of changes that failed don't, nor those of an asset that was deleted through here
/// afterwards.
public final class ReasonIndex: Sendable {
    public struct Asset: Sendable, Hashable {
        public enum Kind: String, Sendable {
            case stream
            case consumer

            /// Nil for changes whose fields have no reasons.
            init?<C: Change>(of change: C) {
                guard C.self is any Documentable.Type else { return nil }
                self.init(rawValue: String(C.kind.prefix { $0 != "." }))
            }
        }

        let kind: Kind
        /// `ORDERS`, `ORDERS/billing`.
        let name: String

        public init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }

        /// The stream, and of a consumer its own name.
        public var parts: (stream: String, consumer: String?) {
            guard kind == .consumer, let slash = name.firstIndex(of: "/") else { return (name, nil) }
            return (String(name[..<slash]), String(name[name.index(after: slash)...]))
        }
    }

    /// Bytes of journal that may be read on the way to a quick answer.
    public static let small = 1 << 20

    private struct State {
        var tail = JournalTail()
        var found = JournalReasons()
        /// How the journal was when it was last read; nil in it: there was none.
        var mark: FileMark??
    }

    private let journal: Journal
    private let state = Mutex(State())

    public init(journal: Journal) { self.journal = journal }

    /// What the journal has for the fields of an asset of this system.
    /// - Parameter limit: bytes that may be read; where more are new, none are, and `isComplete` is false.
    public func reasons(
        of asset: Asset, in target: Target, within limit: Int = .max
    ) async -> (reasons: [String: DocumentedReason], isComplete: Bool) {
        let place = JournalReasons.Place(target)
        // Most calls find the journal as it was: for that nobody has to change threads.
        if let known = known(of: asset, in: place) { return (known, true) }
        return await BlockingCall.run { [self] in
            state.withLock { state in
                let isComplete = read(&state, within: limit)
                return (state.found.reasons(of: asset, in: place), isComplete)
            }
        }
    }

    /// Nil where the journal is not as it was when it was last read, or somebody is reading it.
    private func known(of asset: Asset, in place: JournalReasons.Place) -> [String: DocumentedReason]? {
        let mark = FileMark(journal.path)
        let known = state.withLockIfAvailable { $0.mark == .some(mark) ? $0.found.reasons(of: asset, in: place) : nil }
        return known ?? nil
    }

    /// What the journal has for all assets of this system, in order of their names.
    public func reasons(in target: Target) async -> [(asset: Asset, reasons: [String: DocumentedReason])] {
        await BlockingCall.run { [self] in
            state.withLock { state in
                _ = read(&state, within: .max)
                let place = JournalReasons.Place(target)
                return state.found.assets(in: place).map { ($0, state.found.reasons(of: $0, in: place)) }
            }
        }
    }

    private func read(_ state: inout State, within limit: Int) -> Bool {
        // Before it is read: what is written meanwhile is read again.
        let mark = FileMark(journal.path)
        guard let reading = state.tail.read(journal, limit: limit) else { return false }
        if reading.isAnew { state.found = JournalReasons() }
        for record in reading.records { state.found.take(record) }
        state.tail = reading.tail
        state.mark = .some(mark)
        return true
    }
}
