import Guard
import JSON
import Model

extension Check {
    static let mirrorFrozen = Check(
        code: "NG-A016", name: "mirror-frozen", level: .danger,
        about: "Mirrors that no longer follow their origin, judged by the origin's own sequences.",
        why: "A mirror whose origin was deleted or made anew stays where it is and reports a lag of 0.",
        .stream { stream in
            guard let mirror = stream.configuration.json["mirror"]?.object, let name = mirror["name"]?.string else { return [] }
            if let error = stream.info.mirrorState?["error"]?["description"]?.string {
                return [
                    .found(
                        .danger, "it does not follow \(quoted(name)): \(quoted(error))", field: "mirror", stream.look("See why."))
                ]
            }
            if mirror["external"]?["api"]?.string?.isEmpty == false {
                return staleBySilence(stream, name) ?? [.unknown("its origin is in another account or domain that was not seen")]
            }
            let account = stream.account.account
            guard let origin = stream.assessment.origins[account, name] else {
                guard stream.assessment.origins.isComplete(account) else { return [.unknown("its origin was not seen")] }
                return [
                    .found(
                        .danger, "its origin \(quoted(name)) is not there", field: "mirror",
                        stream.look("Promote it, or make the origin anew under another name."))
                ]
            }
            let own = stream.info.state.lastSequence
            if own > origin.lastSequence {
                return [
                    .found(
                        .danger,
                        "it ends at \(own.grouped), its origin at \(origin.lastSequence.grouped): the origin was made anew or cut",
                        field: "mirror", stream.look("Make the mirror anew: it takes nothing from the new origin until then."))
                ]
            }
            // A filter lets some sequences through only: the last may be far ahead.
            let isFiltered =
                mirror["filter_subject"]?.string?.isEmpty == false || mirror["subject_transforms"]?.array?.isEmpty == false
            let lag = origin.lastSequence - own
            let later = stream.later?["last_seq"]?.uint64
            let isMoving = later.map { $0 > own } ?? false
            if lag > UInt64(max(0, stream.assessment[AuditThresholds.mirrorLag])), !isFiltered, !isMoving {
                return [
                    .found(
                        .danger, "it is \(lag.grouped) messages behind its origin and does not move", field: "mirror",
                        stream.look("See why."))
                ]
            }
            return staleBySilence(stream, name) ?? [.passed]
        })

    static let sourceSilent = Check(
        code: "NG-A028", name: "source-silent", level: .warn,
        about: "Sources of streams that are not heard of.",
        why: "What is written there does not arrive, and nothing fails.",
        .stream { stream in
            stream.info.sourceStates.map { source in
                let name = quoted(source["name"]?.string ?? "?")
                if let error = source["error"]?["description"]?.string {
                    return .found(.danger, "source \(name): \(quoted(error))", field: "sources", stream.look("See why."))
                }
                let active = source["active"]?.int64 ?? 0
                let most = stream.assessment[AuditThresholds.mirrorSilence] * 1_000_000_000
                guard active < 0 || active > most else { return .passed }
                let words = active < 0 ? "was never heard of" : "was last heard of \(age(seconds: active / 1_000_000_000)) ago"
                return .found(
                    .warn, "source \(name) \(words)", field: "sources",
                    stream.look("See whether it is there, and whether this account may read it."))
            }
        })

    private static func staleBySilence(_ stream: StreamView, _ name: String) -> [Judgement]? {
        guard let active = stream.info.mirrorState?["active"]?.int64 else { return nil }
        guard active < 0 || active > stream.assessment[AuditThresholds.mirrorSilence] * 1_000_000_000 else { return nil }
        let words = active < 0 ? "was never heard of" : "was last heard of \(age(seconds: active / 1_000_000_000)) ago"
        return [
            .found(
                .danger, "its origin \(quoted(name)) \(words)", field: "mirror", stream.look("See whether the origin is there."))
        ]
    }
}
