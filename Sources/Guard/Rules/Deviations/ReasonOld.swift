import JSON
import Model

extension Threshold {
    /// From which age on a documented reason is worth another look.
    public static let reasonAge = Threshold("reason_age", 365 * 86_400, .seconds, "NG-D002: an older reason is told.")
}

extension Rule where C: Deviating {
    /// - Parameter now: RFC 3339, as the server told it.
    fileprivate static func reasonOld(
        _ examples: [RuleExample<C>], _ now: @escaping @Sendable (C, Evidence) -> String?
    ) -> Rule {
        Rule(
            code: "NG-D002", name: "reason-old", level: .info,
            why: "Reasons age: what forced a deviation once may be gone, or a newer server may not need it any more.",
            instead: "Look whether it still holds; if so, give it anew, else go back to the default.",
            reversible: true, source: "the operator's creed",
            examples: examples
        ) { change, evidence in
            let configuration = change.resulting ?? [:]
            let deviating = Set(change.deviations.map(\.field))
            let inAsset = AssetReasons.entries(configuration)
            let named = Set(inAsset.map(\.field))
            let journal = evidence.documented.filter { deviating.contains($0.key) && !named.contains($0.key) }
            let all =
                inAsset.map { ($0.field, $0.text, $0.day) }
                + journal.sorted { $0.key < $1.key }.map { ($0.key, $0.value.text, $0.value.time) }
            // Lists of assets leave the metadata of the server itself out.
            let server =
                configuration["metadata"]?["_nats.ver"]?.string.flatMap(Release.init)
                ?? evidence.server.flatMap { Release($0) }
            let today = now(change, evidence).flatMap(CalendarDay.init)
            return all.compactMap { field, text, time in
                let days = time.flatMap(CalendarDay.init).flatMap { given in today.map { $0.number - given.number } }
                var why: String?
                if let days, days * 86_400 > evidence.thresholds[.reasonAge] { why = "is \(days) days old" }
                if let server, let old = Release.all(in: text).first(where: { $0 < server }) {
                    why = "speaks of nats-server \(old.major).\(old.minor), and this is \(server.major).\(server.minor)"
                }
                return why.map {
                    Outcome(level: .info, effect: "the reason for \(field) \($0): \(quoted(text))", field: "/config/\(field)")
                }
            }
        }
    }
}

extension Rule where C == StreamExisting {
    static let reasonOld = reasonOld([
        RuleExample("of two years ago", .reasoned("the disks were slow (2024-01-31)"), .seen, expected: .info),
        RuleExample("of an older server", .reasoned("2.10 lost acks otherwise (2026-01-31)"), .seen, expected: .info),
        RuleExample(
            "of an older server than the one that is asked", .bare(["no_ack": true]), .seen.said("2.10 lost acks otherwise"),
            expected: .info),
        RuleExample("of this year", .reasoned("the disks are slow (2026-01-31)"), .seen, expected: nil),
        RuleExample("of nobody knows when", .reasoned("the disks are slow"), .seen, expected: nil),
    ]) { change, evidence in evidence.stream(change.stream)?.json["ts"]?.string }

    static var ofReasons: [Rule] { [undocumentedDeviation, reasonOld] }
}

extension Rule where C == ConsumerExisting {
    static let reasonOld = reasonOld([
        RuleExample(
            "of two years ago", .example(["metadata": ["guard.reason.max_deliver": "a partner forbids more (2024-01-31)"]]),
            .consumerExample(position: ["ts": "2026-11-29T12:00:00Z"]), expected: .info),
        RuleExample("none", .example([:]), .consumerExample(position: ["ts": "2026-11-29T12:00:00Z"]), expected: nil),
    ]) { change, evidence in evidence.consumer(change.consumer, of: change.stream)?.time }

    static var ofReasons: [Rule] { [undocumentedDeviation, reasonOld] }
}

extension StreamExisting {
    /// For examples: with a reason in it.
    fileprivate static func reasoned(_ text: String) -> StreamExisting {
        .bare(["no_ack": true, "metadata": ["guard.reason.no_ack": .string(text), "_nats.ver": "2.15.1"]])
    }
}

extension Evidence {
    fileprivate func said(_ text: String) -> Evidence {
        var evidence = self
        evidence.documented["no_ack"] = DocumentedReason(text: text, place: .journal)
        evidence[.server] = .server(ServerSight(release: (2, 15), isClustered: false, maximumPayload: nil))
        return evidence
    }

    fileprivate static let seen = Evidence([
        .stream("S"): .stream(StreamInfo(json: ["config": ["name": "S"], "state": [:], "ts": "2026-11-29T12:00:00Z"]))
    ])
}

/// A day, as its number since 1970.
private struct CalendarDay {
    let number: Int64

    /// Of anything that begins as `2026-01-31`.
    init?(_ text: String) {
        let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Years begin in March, so that the leap day is their last.
        let y = month <= 2 ? year - 1 : year
        let m = month <= 2 ? month + 9 : month - 3
        number = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468
    }
}

/// A release of nats-server, as texts name it: `2.10`.
private struct Release: Comparable {
    let major: Int
    let minor: Int

    init?(_ server: ServerSight) {
        guard let major = server.major, let minor = server.minor else { return nil }
        self.major = major
        self.minor = minor
    }

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".")
        guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1]), major == 2, minor < 100 else { return nil }
        self.major = major
        self.minor = minor
    }

    static func all(in text: String) -> [Release] {
        text.split { !$0.isNumber && $0 != "." }.compactMap { Release($0) }
    }

    static func < (a: Release, b: Release) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
