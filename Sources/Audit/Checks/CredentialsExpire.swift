import Guard
import JSON

extension Check {
    static let credentialsExpire = Check(
        code: "NG-A029", name: "credentials-expire", level: .warn,
        about: "Users and accounts whose JWT ends soon.",
        why: "After that moment nobody who uses it can connect.",
        .system { assessment in
            var judgements: [Judgement] = []
            let most = assessment[AuditThresholds.userExpiry] * 86_400
            func judge(_ left: Int64, _ what: String, _ asset: AuditAsset) {
                guard left < most else { return judgements.append(.passed(asset)) }
                let words = left < 0 ? "expired \(age(seconds: -left)) ago" : "expires in \(age(seconds: left))"
                judgements.append(
                    .found(
                        left < most / 7 ? .danger : .warn, "\(what) \(words)", field: "expires", on: asset,
                        AuditFix("Sign it anew with a later expiry, and push it.", command: "nsc push")))
            }
            for account in assessment.capture.accounts where account.isOwn {
                let view = AccountView(account: account, assessment: assessment)
                guard let user = account.user else {
                    judgements.append(.unknown(account.unseen["user"] ?? "the server does not tell", view.asset))
                    continue
                }
                // Nanoseconds that are left; 0 for one that does not end.
                if let left = user["expires"]?.int64, left > 0 {
                    judge(left / 1_000_000_000, "the user of this audit", view.asset)
                } else {
                    judgements.append(.passed(view.asset))
                }
            }
            var seen: Set<String> = []
            for server in assessment.servers {
                for member in server.document("account_details")?.members ?? [] where seen.insert(member.key).inserted {
                    guard let end = member.value["claim"]?["exp"]?.int64, end > 0 else { continue }
                    judge(end - assessment.now.seconds, "the account's JWT", AuditAsset(.account, member.key))
                }
            }
            return judgements
        })
}
