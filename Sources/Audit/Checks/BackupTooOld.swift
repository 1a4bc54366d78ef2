import Guard
import JSON

extension Check {
    static let backupTooOld = Check(
        code: "NG-A023", name: "backup-too-old", level: .warn,
        about: "The age of the newest complete backup below a directory.",
        why: "What was stored since then is lost with the servers.",
        source: "this program's",
        .system { assessment in
            let unseen = assessment.capture.unseen.filter { $0.what == "backups" }.map {
                Judgement.unknown($0.reason, AuditAsset(.backup, $0.source))
            }
            let fix = AuditFix("Make a backup, and see why the last ones were not.", command: "nats account backup DIR")
            return unseen
                + assessment.capture.backups.map { backup in
                    let asset = AuditAsset(.backup, backup.root)
                    let begun = backup.incomplete > 0 ? "; \(backup.incomplete) are not complete" : ""
                    guard let newest = Moment(backup.newest) else {
                        return .found(.danger, "there is no complete backup" + begun, on: asset, fix)
                    }
                    let old = assessment.now.since(newest)
                    let most = assessment[AuditThresholds.backupAge]
                    guard old > most else { return .passed(asset) }
                    return .found(
                        old > most * 7 ? .danger : .warn, "the newest complete backup is \(age(seconds: old)) old" + begun,
                        field: "age", on: asset, fix)
                }
        })
}
