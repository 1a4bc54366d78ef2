import JSON
import Model

/// Which of the sources of a capture look at the same system: two contexts may be two ways into one, or two systems whose servers,
/// clusters and accounts have the same names. What servers share, or are joined by routes, is one.
public struct Systems: Sendable {
    private var places: [String: Int] = [:]
    public let count: Int

    public init(_ capture: Capture) {
        var parents: [Int] = Array(capture.servers.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index { index = parents[index] }
            return index
        }
        var firstOfSource: [String: Int] = [:]
        var byID: [String: Int] = [:]
        for (index, server) in capture.servers.enumerated() { byID[server.identity.id] = index }
        for (index, server) in capture.servers.enumerated() {
            for source in server.sources {
                if let first = firstOfSource[source] { parents[root(index)] = root(first) } else { firstOfSource[source] = index }
            }
            for route in server.documents["routez"]?["routes"]?.array ?? [] {
                if let other = route["remote_id"]?.string.flatMap({ byID[$0] }) { parents[root(other)] = root(index) }
            }
        }
        for (source, index) in firstOfSource { places[source] = root(index) }
        count = Set(capture.servers.indices.map(root)).count
    }

    /// The system some sources look at; nil where none of them saw a server.
    public func of(_ sources: [String]) -> Int? { sources.lazy.compactMap { places[$0] }.first }
}

extension Capture {
    /// The account that is the same one's JetStream, if it is there.
    public func index(of account: AccountCapture) -> Int? {
        let systems = Systems(self)
        return accounts.firstIndex { other in
            other.name != nil && other.name == account.name && (other.domain ?? "") == (account.domain ?? "")
                && systems.of(other.sources) != nil && systems.of(other.sources) == systems.of(account.sources)
        }
    }
}
