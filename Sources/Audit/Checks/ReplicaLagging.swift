import Guard
import JSON
import Model

extension Check {
    static let replicaLagging = Check(
        code: "NG-A005", name: "replica-lagging", level: .danger,
        about: "Copies of a stream whose last message is far behind the others' (JETSTREAM_001 of the known audit).",
        why:
            "A copy that is behind cannot take over: with one more server gone, what it has not is lost or the stream stands still.",
        .stream { stream in
            guard stream.info.isClustered, stream.configuration.replicas > 1 else { return [] }
            let copies = stream.assessment.origins.copies(stream.account.account, stream.info.name)
            guard copies.count > 1 else {
                return [.unknown("the servers' own words on their copies were not seen (system account or monitoring port)")]
            }
            let highest = copies.map(\.lastSequence).max() ?? 0
            let behind = UInt64(max(0, stream.assessment[AuditThresholds.replicaBehind]))
            let found = copies.filter { copy in
                // A few messages on their way are no lag.
                let missing = highest - min(copy.lastSequence, highest)
                return missing > 100 && Double(missing) > Double(highest) * Double(behind) / 100
            }.map { copy in
                Judgement.found(
                    .danger, "the copy on \(copy.server) ends at \(copy.lastSequence.grouped), the others at \(highest.grouped)",
                    field: copy.server, stream.look("Look at that server; where it does not catch up, remove and add the copy."))
            }
            return found.isEmpty ? [.passed] : found
        })
}
