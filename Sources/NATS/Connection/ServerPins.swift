import Platform

/// Which servers may be talked to, where whoever started us said so.
struct ServerPins: Sendable {
    private let servers: [String]
    private let cluster: String?

    /// Nil where any server will do.
    init?(_ options: NATSOptions) {
        guard !options.pinnedServers.isEmpty || options.pinnedCluster != nil else { return nil }
        servers = options.pinnedServers
        cluster = options.pinnedCluster
    }

    /// The servers of the list that greet as one of those pinned, and the IDs they greeted with.
    ///
    /// They are only looked at: neither credentials nor anything else is sent. Blocks.
    /// - Throws: `.wrongServer` or `.wrongCluster` that names what was found, or why none could be reached.
    func matching(_ options: NATSOptions) throws(NATSError) -> (servers: [NATSServerURL], ids: Set<String>) {
        var servers: [NATSServerURL] = []
        var ids: Set<String> = []
        var wrong: NATSError.Code?
        var found: [String] = []
        for server in options.servers {
            do throws(ProbeFailure) {
                guard let greeting = try ServerLook.greeting(of: server, options) else {
                    found.append("\(server) says nothing")
                    continue
                }
                if let code = violation(id: greeting.serverID, name: greeting.serverName, cluster: greeting.cluster) {
                    wrong = wrong == .wrongCluster ? wrong : code
                    found.append("\(server) is \(Self.words(greeting.serverName, greeting.serverID, greeting.cluster))")
                } else {
                    servers.append(server)
                    ids.insert(greeting.serverID)
                }
            } catch {
                found.append("\(server): \(error.text)")
            }
        }
        guard servers.isEmpty else { return (servers, ids) }
        guard let wrong else { throw ConnectFailure.unreachable(options) }
        throw error(wrong, found.joined(separator: "; "))
    }

    /// What is not as pinned; nil where all is.
    func violation(id: String, name: String?, cluster found: String?) -> NATSError.Code? {
        if !servers.isEmpty, !servers.contains(where: { $0 == id || $0 == name }) { return .wrongServer }
        if let cluster, cluster != found { return .wrongCluster }
        return nil
    }

    /// That a connection went elsewhere than where was looked; nil where that is one of those pinned as well.
    func violation(_ facts: NATSServerFacts) -> NATSError? {
        if let code = violation(id: facts.serverID, name: facts.serverName, cluster: facts.cluster) {
            return error(code, "\(facts.url) is \(Self.words(facts.serverName, facts.serverID, facts.cluster))")
        }
        return nil
    }

    private func error(_ code: NATSError.Code, _ found: String) -> NATSError {
        var pinned: [String] = []
        if !servers.isEmpty { pinned.append("the server " + servers.map { NATSSubject.quoted($0) }.joined(separator: " or ")) }
        if let cluster { pinned.append("the cluster \(NATSSubject.quoted(cluster))") }
        return NATSError(code, "\(found); pinned is \(pinned.joined(separator: " in ")). Nothing was asked of it.")
    }

    private static func words(_ name: String?, _ id: String, _ cluster: String?) -> String {
        let cluster = cluster.map { "of the cluster \(NATSSubject.quoted($0))" } ?? "of no cluster"
        return "the server \(name.map { NATSSubject.quoted($0) } ?? "without a name") (\(id)) \(cluster)"
    }
}
