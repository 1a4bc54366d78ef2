import Guard
import JSON
import Model

extension Check {
    static let consumersLost = Check(
        code: "NG-A018", name: "consumer-lost", level: .danger,
        about: "Consumers that are listed and whose leader does not answer, and those the server keeps without serving them.",
        why: "Nobody gets messages through them, and clients see timeouts alone.",
        .stream { stream in
            guard let told = stream.account.account.consumers[stream.info.name] else { return [.passed] }
            let fix = AuditFix(
                "See which of its servers are gone.", tool: "consumer_list", arguments: ["stream": .string(stream.info.name)])
            let missing = told.missing.map { name in
                Judgement.found(.danger, "its leader does not answer", on: consumer(name, stream), fix)
            }
            let offline = told.offline.members.map { member in
                Judgement.found(
                    .danger, "it is kept and not served: \(quoted(member.value.string ?? member.value.text))",
                    on: consumer(member.key, stream), fix)
            }
            return missing.isEmpty && offline.isEmpty ? [.passed] : missing + offline
        })

    private static func consumer(_ name: String, _ stream: StreamView) -> AuditAsset {
        AuditAsset(
            .consumer, name, parent: stream.info.name, account: stream.account.account.name,
            context: stream.account.account.context)
    }

    static let consumerLeaderless = Check(
        code: "NG-A033", name: "consumer-without-leader", level: .danger,
        about: "Consumers nobody leads, or whose copies are missing.",
        why: "Without a leader nothing is delivered; with a copy missing the next failure takes it.",
        .consumer { consumer in
            guard consumer.info.cluster?["name"] != nil else { return [] }
            if consumer.info.isLeaderless {
                return [
                    .found(
                        .danger, "nobody leads it: nothing is delivered", field: "leader",
                        consumer.look("Bring its servers back."))
                ]
            }
            let silence = consumer.assessment[AuditThresholds.silence] * 1_000_000_000
            let replicas = consumer.info.cluster?["replicas"]?.array ?? []
            // A leader that was elected after a server went has never heard of it: no time, and not current.
            let bad = replicas.filter { replica in
                let active = replica["active"]?.int64 ?? 0
                return replica["offline"]?.bool == true || active > silence || (active == 0 && replica["current"]?.bool == false)
            }
            guard !bad.isEmpty else { return [.passed] }
            let names = bad.compactMap { $0["name"]?.string }.joined(separator: ", ")
            return [
                .found(
                    .warn, "\(names) of its \(replicas.count + 1) servers are not heard of", field: "replicas",
                    consumer.look("Bring the server back."))
            ]
        })
}
