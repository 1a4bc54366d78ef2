import Guard

/// Where a finding is: those of a large system are sorted by their places, not moved.
struct FindingPlace: Sendable, Hashable {
    let check: Int
    let finding: Int
}

extension AuditReport {
    subscript(place: FindingPlace) -> AuditFinding { checks[place.check].findings[place.finding] }

    /// All findings, worst first, then by code and asset.
    var places: [FindingPlace] {
        let codes = Dictionary(grouping: checks.indices) { checks[$0].code }.sorted { $0.key < $1.key }
        let levels = Set(checks.lazy.flatMap { $0.findings.lazy.map(\.level) }).sorted(by: >)
        var places: [FindingPlace] = []
        places.reserveCapacity(checks.reduce(0) { $0 + $1.findings.count })
        for level in levels {
            for (_, own) in codes {
                var found: [(path: String, place: FindingPlace)] = []
                for check in own {
                    for (index, finding) in checks[check].findings.enumerated() where finding.level == level {
                        found.append((finding.asset.path, FindingPlace(check: check, finding: index)))
                    }
                }
                found.sort { $0.path < $1.path }
                places += found.lazy.map(\.place)
            }
        }
        return places
    }
}

extension AuditCheck {
    /// Some of its findings, the worst first, then by asset.
    func sorted(_ chosen: [Int]) -> [Int] {
        let keys = chosen.map { (level: findings[$0].level, path: findings[$0].asset.path, index: $0) }
        return keys.sorted { ($1.level, $0.path) < ($0.level, $1.path) }.map(\.index)
    }
}
