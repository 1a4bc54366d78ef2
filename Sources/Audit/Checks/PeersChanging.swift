import Guard
import JSON
import Model

extension Check {
    static let peersChanging = Check(
        code: "NG-A035", name: "copies-moving", level: .info,
        about: "Streams that are being moved or scaled.",
        why: "Another change of its servers before this one has ended has lost data.",
        source: "nats-server issue 7545, ADR-62",
        .stream { stream in
            guard stream.info.isClustered else { return [] }
            guard stream.info.isChangingPeers else { return [.passed] }
            return [.found(.info, "its copies are being changed", field: "cluster", stream.look("Wait until it has ended."))]
        })
}
