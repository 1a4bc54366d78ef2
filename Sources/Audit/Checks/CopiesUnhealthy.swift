import Guard
import JSON
import Model

extension Check {
    static let copiesUnhealthy = Check(
        code: "NG-A024", name: "copies-unhealthy", level: .danger,
        about: "Copies of streams that are offline, behind or not heard of, and streams without a leader.",
        why: "Every copy that is missing is one failure less the stream bears.",
        .stream { stream in
            guard stream.info.isClustered else { return [] }
            if stream.info.hasNoLeader {
                return [
                    .found(
                        .danger, "nobody leads it: it takes no writes", field: "leader",
                        stream.look("Bring its servers back: a majority of its copies is needed."))
                ]
            }
            let silence = stream.assessment[AuditThresholds.silence] * 1_000_000_000
            let lag = UInt64(max(0, stream.assessment[AuditThresholds.peerLag]))
            let peers = stream.info.peers
            let found = peers.filter { peer in
                !peer.isLeader
                    && (peer.isOffline || (peer.silence ?? 0) > silence || peer.lag > lag
                        || (!peer.isCurrent && (peer.lag > 0 || (peer.silence ?? 0) == 0)))
            }
            if peers.count < stream.configuration.replicas, stream.info.desiredPeers == nil {
                return [
                    .found(
                        .danger, "it has \(peers.count) of \(stream.configuration.replicas) copies", field: "replicas",
                        stream.look("Add servers, or lower the number of copies."))
                ]
            }
            guard !found.isEmpty else { return [.passed] }
            let names = found.map { "\($0.name) \($0.words)" }.joined(separator: "; ")
            let left = peers.count - found.count
            let isDanger = left <= peers.count / 2 + 1
            return [
                .found(
                    isDanger ? .danger : .warn, "\(names); \(left) of \(peers.count) copies are healthy", field: "replicas",
                    stream.look("Bring the server back, or move the copy: stream_peer_remove."))
            ]
        })
}
