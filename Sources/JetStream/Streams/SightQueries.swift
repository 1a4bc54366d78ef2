import JSON
import Model
import NATS

extension JetStreamClient {
    /// What is seen of the server. Through another domain's or account's API it is not the one that holds the streams.
    func serverSight() async throws(JetStreamError) -> ServerSight {
        let facts: NATSServerFacts
        do {
            facts = try await client.connect(timeout: try time())
        } catch let error as JetStreamError {
            throw error
        } catch let error as NATSError {
            throw JetStreamError(error)
        } catch {
            throw JetStreamError(.refused, "\(error)")
        }
        let isOwn = prefix == Self.defaultPrefix || facts.domain.map { prefix == "$JS.\($0).API" } ?? false
        return ServerSight(
            release: isOwn ? facts.release.map { ($0.major, $0.minor) } : nil,
            // A server that tells its version tells its cluster, too, where it is in one.
            isClustered: isOwn && facts.serverVersion != nil ? facts.cluster != nil : nil,
            maximumPayload: facts.maximumPayload > 0 ? UInt64(facts.maximumPayload) : nil)
    }
}
