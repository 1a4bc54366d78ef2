import Guard
import JSON
import Model

extension Check {
    static let accountNearLimit = Check(
        code: "NG-A025", name: "account-near-limit", level: .danger,
        about: "What an account uses of JetStream beside its limits, per tier.",
        why: "At the limit writes and new streams of the whole account are refused.",
        .account { account in
            guard let info = account.account.info else {
                return [.unknown(account.account.unseen["info"] ?? "its limits were not seen")]
            }
            let tiers = info["tiers"]?.object?.members ?? []
            let parts = tiers.isEmpty ? [("", info)] : tiers.map { ($0.key + " ", $0.value.object ?? [:]) }
            var judgements: [Judgement] = []
            for (tier, usage) in parts {
                for (what, limit) in [
                    ("memory", "max_memory"), ("storage", "max_storage"), ("streams", "max_streams"),
                    ("consumers", "max_consumers"),
                ] {
                    guard let most = usage["limits"]?[limit]?.int64, most > 0, let used = usage[what]?.uint64 else { continue }
                    let isBytes = what == "memory" || what == "storage"
                    // What is promised to streams counts like what is used.
                    let reserved = isBytes ? usage["reserved_" + what]?.uint64 ?? 0 : 0
                    judgements.append(
                        Usage(
                            used: max(used, reserved > UInt64(Int64.max) ? 0 : reserved), limit: UInt64(most), what: tier + what,
                            isBytes: isBytes
                        )
                        .judgement(account.assessment, field: limit, on: account.asset, tool: "account_info"))
                }
            }
            return judgements.isEmpty ? [.passed] : judgements
        })
}
