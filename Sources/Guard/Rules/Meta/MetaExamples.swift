import JSON
import Model

extension Evidence {
    /// A group led by `a`, with two more servers unless others are given; those that answer have their name as a tag.
    static func metaExample(
        _ peers: [JSONObject] = [.peer("b"), .peer("c")], leader: String? = "a", size: Int? = nil
    ) -> Evidence {
        var group: JSONObject = [
            "name": "C", "cluster_size": JSONValue(size ?? peers.count + 1), "replicas": .array(peers.map { .object($0) }),
        ]
        if let leader { group.append("leader", .string(leader)) }
        let servers = ((leader.map { [$0] } ?? []) + peers.compactMap { $0["name"]?.string }).map { name in
            ServerIdentity(json: ["name": .string(name), "id": .string(name), "cluster": "C", "tags": [.string(name)]])
        }
        return Evidence([.meta: .meta(MetaState(group: MetaGroup(json: group), servers: servers))])
    }

    static let noMetaExample = Evidence([.meta: .meta(nil)])
}

extension MetaStepDown {
    static func example(_ preferred: String? = nil, cluster: String? = nil, tags: [String] = []) -> MetaStepDown {
        MetaStepDown(preferred: preferred, cluster: cluster, tags: tags)
    }
}

extension MetaGroup {
    /// The others in a sentence: `"b" current, "c" not heard of for 12 s`.
    var peerWords: String { Self.words(peers) }

    static func words(_ peers: [MetaPeer]) -> String {
        listed(peers.map { "\(quoted($0.name)) \(MetaState.words($0))" }, most: 7)
    }
}
