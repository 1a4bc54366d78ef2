public import JSON
import Model

/// Takes one server's copy of a stream away; the cluster puts another in its place (`$JS.API.STREAM.PEER.REMOVE`).
public struct StreamPeerRemove: StreamAsset {
    public static let kind = "stream.peer.remove"
    public static let rules: [Rule<StreamPeerRemove>] = [
        .peerRemoveUnseen, .peerRemoveImpossible, .peerRemoveOverlaps, .peerRemoveBreaksQuorum, .peerRemoved, .noSpareServer,
    ]

    public let stream: String
    public let peer: String

    public init(stream: String, peer: String) {
        self.stream = stream
        self.peer = peer
    }

    public var json: JSONObject { ["stream": .string(stream), "peer": .string(peer)] }

    public func questions(given evidence: Evidence) -> [Question] {
        [.stream(stream), .consumers(stream: stream), .servers]
    }

    /// The servers it has copies on count too: with others, what was agreed to is something else.
    public func identity(given evidence: Evidence) -> String {
        guard let info = evidence.stream(stream) else { return "" }
        let peers = info.peers.map(\.name).sorted().joined(separator: ",")
        return info.created + "\u{1F}" + info.configuration.fingerprint + "\u{1F}" + peers
    }

    /// Those that stay; nil where the stream is not known or has no such peer.
    func staying(_ evidence: Evidence) -> [StreamPeer]? {
        guard let peers = evidence.stream(stream)?.peers, peers.contains(where: isIt) else { return nil }
        return peers.filter { !isIt($0) }
    }

    func isIt(_ peer: StreamPeer) -> Bool { peer.name == self.peer || peer.id == self.peer }
}
