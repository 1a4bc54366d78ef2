import Model

extension StreamConfiguring {
    /// What a change of a stream meets: the account's limits, the servers, other streams, who listens. Only what its fields touch.
    func surroundings(_ evidence: Evidence) -> [Question] {
        var wanted: [Question] = []
        if sets("num_replicas", "placement", "max_consumers") { wanted.append(.server) }
        if sets("max_bytes", "num_replicas", "storage") || !Self.isThere { wanted.append(.account) }
        if !Self.isThere, (evidence.account?.streams ?? 0) + 1 >= evidence.thresholds.count(.streamsAlike) {
            wanted.append(.streamNames)
        }
        let subjects = newSubjects(evidence)
        if !subjects.isEmpty { wanted.append(.listeners(subjects)) }
        wanted += subjects.prefix(Self.subjectsLookedAt).map { .streams(taking: $0) }
        wanted += republishWay(evidence)?.questions ?? []
        return wanted.filter { evidence[$0] == nil }
    }
}
