internal import Platform

/// What the host watches for subscriptions.
extension ServerRun {
    func watch(_ uri: String, _ context: MCPCallContext) async throws(MCPRequestError) {
        guard let host = host as? any MCPSubscriptionHost else { throw .failed("Internal error") }
        try await host.watch(uri, context: context) {
            // A client that does not read is told once it does; until then changes are one change.
            await self.writer.room()
            self.notify(.resourceUpdated(uri: uri))
        }
    }

    /// Those that can be watched, all tried at once.
    func watched(_ uris: [String], _ context: MCPCallContext) async -> [String] {
        await withTaskGroup(of: String?.self) { group in
            for uri in uris {
                group.addTask {
                    do {
                        try await self.watch(uri, context)
                        return uri
                    } catch {
                        self.note("not watched: \(error)")
                        return nil
                    }
                }
            }
            var watched: [String] = []
            for await uri in group { if let uri { watched.append(uri) } }
            return watched
        }
    }
}
