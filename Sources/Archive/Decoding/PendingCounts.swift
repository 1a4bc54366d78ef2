import JSON
import Model

/// How many messages consumers have yet to be handed, counted as an archive's messages pass by in order of sequence.
///
/// That is what lies behind a consumer's position and has one of the subjects it filters by. One that delivers the last message
/// of each subject skips others as it goes: of it nothing is known.
struct PendingCounts {
    /// Consumers that filter by the same subjects, those furthest behind first.
    private struct Group {
        let filters: [String]
        var members: [(index: Int, delivered: UInt64)] = []
        /// How many of them are behind the message that comes.
        var passed = 0
        /// Messages by how many members had passed when they came.
        var counts: [UInt64] = []

        mutating func begin() {
            members.sort { $0.delivered < $1.delivered }
            counts = Array(repeating: 0, count: members.count + 1)
        }
    }

    /// Every message is compared with as many sets of filters at most; what has others stays unknown.
    private static let mostFilters = 64

    private var groups: [Group] = []
    private let filtersSubjects: Bool

    init(_ consumers: [ArchivedConsumer]) {
        var byFilters: [[String]: Group] = [:]
        for (index, consumer) in consumers.enumerated() {
            guard let delivered = consumer.delivered, !consumer.takesLastOfSubjects else { continue }
            let filters = consumer.filters
            guard byFilters[filters] != nil || filters.isEmpty || byFilters.count < Self.mostFilters else { continue }
            byFilters[filters, default: Group(filters: filters)].members.append((index, delivered))
        }
        groups = byFilters.values.map { group in
            var group = group
            group.begin()
            return group
        }
        filtersSubjects = groups.contains { !$0.filters.isEmpty }
    }

    /// Whether it must know a message's subject.
    func wantsSubject() -> Bool { filtersSubjects }

    /// - Parameter subject: "" where it is not wanted.
    mutating func pass(_ sequence: UInt64, _ subject: String) {
        for place in groups.indices {
            let isWanted =
                groups[place].filters.isEmpty || groups[place].filters.contains { SubjectPattern.covers($0, subject) }
            guard isWanted else { continue }
            while groups[place].passed < groups[place].members.count,
                groups[place].members[groups[place].passed].delivered < sequence
            {
                groups[place].passed += 1
            }
            groups[place].counts[groups[place].passed] += 1
        }
    }

    /// Writes down what was counted.
    func note(in consumers: inout [ArchivedConsumer]) {
        for group in groups {
            var behind: UInt64 = 0
            for place in group.members.indices.reversed() {
                behind += group.counts[place + 1]
                consumers[group.members[place].index].pending = behind
            }
        }
    }
}

extension ArchivedConsumer {
    /// The subjects it takes; none: all.
    var filters: [String] { ConsumerConfiguration(json: configuration).filters.filter { $0 != ">" } }
    var takesLastOfSubjects: Bool { configuration["deliver_policy"]?.string == "last_per_subject" }
}
