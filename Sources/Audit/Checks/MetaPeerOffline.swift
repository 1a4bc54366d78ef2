import Guard
import JSON
import Model

extension Check {
    static let metaPeerOffline = Check(
        code: "NG-A010", name: "meta-peer-offline", level: .danger,
        about: "Servers that JetStream's leader misses (META_001 of the known audit).",
        why: "A server that is gone counts for the majority still: with one more the group stands still.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            return assessment.metaGroups.flatMap { group -> [Judgement] in
                guard let leaders = group.leaders else { return [.unknown("the leader was not seen", group.asset)] }
                let silence = Duration.seconds(assessment[AuditThresholds.silence])
                return leaders.peers.map { peer in
                    let asset = AuditAsset(.server, peer.name)
                    let isSilent = peer.isOffline || peer.seen.map { $0 > silence } ?? !peer.isCurrent
                    guard isSilent || !peer.isCurrent else { return .passed(asset) }
                    let seen = peer.seen.map { ", last heard of \(age(seconds: $0.components.seconds)) ago" } ?? ""
                    let effect = isSilent ? "the leader misses it\(seen)" : "it is \(peer.lag) entries behind"
                    return .found(
                        isSilent ? .danger : .warn, effect, field: "replicas", on: asset,
                        AuditFix(
                            "Bring it back; a server that is gone for good is removed from the group.",
                            command: "nats server raft peer-remove",
                            tool: "server_report", arguments: ["kind": "meta"]))
                }
            } + assessment.jszUnseen
        })
}
