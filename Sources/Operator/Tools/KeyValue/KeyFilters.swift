import NATS

/// Which keys, as one argument: filters with wildcards, separated by commas.
enum KeyFilters {
    static func field(_ name: String, aliases: [String]) -> Field<String?> {
        Field<String?>.optionalText(
            name,
            "Only these keys: * stands for one part, > for the rest (orders.*.state, orders.>); several separated by commas.",
            aliases: aliases)
    }

    /// The filters, without those that another of them contains.
    static func parse(_ text: String?, argument: String) throws(ToolFailure) -> [String] {
        guard let text else { return [] }
        var filters: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            var filter = part
            while filter.first == " " { filter.removeFirst() }
            while filter.last == " " { filter.removeLast() }
            try Subjects.checkFilter(String(filter), argument: argument)
            filters.append(String(filter))
        }
        let distinct = filters.enumerated().filter { index, filter in
            !filters.enumerated().contains { other, wider in
                other != index && NATSSubject.matches(wider, filter) && (wider != filter || other < index)
            }
        }.map(\.element)
        for (index, filter) in distinct.enumerated() {
            guard let other = distinct[..<index].first(where: { NATSSubject.overlap($0, filter) }) else { continue }
            throw ToolFailure(
                "invalid_argument", "`\(argument)`: \(other) and \(filter) have keys in common, which the server does not take.",
                next: "Use one filter for both, or two calls.")
        }
        return distinct
    }
}
