import Audit
import JSON
import Model

/// Puts the streams of accounts together from what each server tells of its copies: the leader's word counts.
struct JSZReading {
    private struct Place: Hashable {
        let account: String
        let domain: String
    }

    /// One of the objects that are kept, the leader's where it has told.
    private struct Told {
        var index: Int
        var isLeaders: Bool
    }

    private let context: String?
    private let source: String
    private let spool: any Spool
    private var objects: PackedObjects
    private var streams: [Place: [String: Told]] = [:]
    private var consumers: [Place: [String: [String: Told]]] = [:]
    private var replicas: [ReplicaCapture] = []
    private var unreadable = 0

    init(context: String?, source: String, _ spool: any Spool) {
        self.context = context
        self.source = source
        self.spool = spool
        objects = PackedObjects(in: spool)
    }

    /// - Parameters:
    ///   - detail: of an account, without its streams.
    ///   - details: those, one by one; nil for one that could not be read.
    mutating func take(_ detail: JSONValue, _ details: some Sequence<JSONObject?>, from server: ServerIdentity) {
        let place = Place(account: detail["name"]?.string ?? "", domain: server.domain ?? "")
        if streams[place] == nil { streams[place] = [:] }
        for stream in details {
            guard let stream, let name = stream["name"]?.string else {
                unreadable += 1
                continue
            }
            take(stream, name, place, server)
            for consumer in stream["consumer_detail"]?.array ?? [] {
                guard let consumer = consumer.object, let own = consumer["name"]?.string else { continue }
                let leader = consumer["cluster"]?["leader"]?.string
                let isLeaders = leader == nil || leader == server.name
                let known = consumers[place]?[name]?[own]
                if known == nil || isLeaders && known?.isLeaders == false {
                    consumers[place, default: [:]][name, default: [:]][own] = keep(consumer, isLeaders)
                }
            }
        }
    }

    private mutating func take(_ stream: JSONObject, _ name: String, _ place: Place, _ server: ServerIdentity) {
        var info = stream
        info["consumer_detail"] = nil
        info["name"] = nil
        let leader = stream["cluster"]?["leader"]?.string
        let isLeaders = leader == nil || leader == server.name
        if stream["cluster"]?["name"] != nil, let last = stream["state"]?["last_seq"]?.uint64 {
            replicas.append(
                ReplicaCapture(account: place.account, stream: name, server: server.name, lastSequence: last, source: source))
        }
        let known = streams[place]?[name]
        if known == nil || isLeaders && known?.isLeaders == false {
            streams[place, default: [:]][name] = keep(info, isLeaders)
        }
    }

    private mutating func keep(_ object: JSONObject, _ isLeaders: Bool) -> Told {
        objects.append(object)
        return Told(index: objects.count - 1, isLeaders: isLeaders)
    }

    /// Adds the accounts; one that its own user has seen stays as it is.
    func finish(into capture: inout Capture) {
        capture.replicas += replicas
        if unreadable > 0 {
            capture.unseen.append(
                Capture.Unseen("streams", source: source, "what servers told of \(unreadable) streams can't be read"))
        }
        for (place, streams) in streams.sorted(by: { ($0.key.account, $0.key.domain) < ($1.key.account, $1.key.domain) }) {
            var account = AccountCapture(
                name: place.account, context: context, domain: place.domain.isEmpty ? nil : place.domain, isOwn: false,
                source: source, spool: spool)
            account.unseen["info"] = "limits of an account are told to its own users alone"
            for (name, told) in streams.sorted(by: { $0.key < $1.key }) {
                account.streams.append(objects, told.index)
                let own = consumers[place]?[name] ?? [:]
                guard !own.isEmpty else { continue }
                for (_, told) in own.sorted(by: { $0.key < $1.key }) {
                    account.consumers[name, default: .init(in: spool)].list.append(objects, told.index)
                }
            }
            if let index = capture.index(of: account) {
                capture.accounts[index] = Collector.merged(capture.accounts[index], account)
            } else {
                capture.accounts.append(account)
            }
        }
    }
}
