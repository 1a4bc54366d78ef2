import Model
import NATS

extension NATSRelease {
    /// A request that nobody serves is answered as such.
    static let answersUnserved = NATSRelease(2, 10)
    /// Direct gets of many messages, with a count of what is left.
    static let batchesDirectGets = NATSRelease(2, 11)
}

extension JetStreamClient {
    /// The release of the server; nil where it does not tell this user.
    func release() async throws(JetStreamError) -> NATSRelease? {
        do {
            return try await client.release(timeout: try time())
        } catch let error as JetStreamError {
            throw error
        } catch let error as NATSError {
            throw JetStreamError(error)
        } catch {
            return nil
        }
    }

    /// Whether direct gets of a stream may be tried. A server before 2.10 swallows those that nobody serves, so there, and
    /// where the release is unknown, the stream itself is asked whether it serves them.
    func mayGetDirectly(_ stream: String) async throws(JetStreamError) -> Bool {
        if let release = try await release(), release >= .answersUnserved { return true }
        do {
            return try await streamInfo(stream).configuration.allowsDirectGet
        } catch  where error.cause?.code == .permissionDenied {
            // Who may not ask may still be allowed to get.
            return true
        } catch  where error.cause == nil {
            return false
        }
    }

    /// Whether a direct get that tells how many messages follow may be tried.
    func mayCountDirectly(_ stream: String) async throws(JetStreamError) -> Bool {
        if let release = try await release() { return release >= .batchesDirectGets }
        return try await mayGetDirectly(stream)
    }

    /// The error for what the server is too old for.
    /// - Parameter what: as the beginning of a sentence: "Reading a time".
    func needs(_ needed: NATSRelease, for what: String) async -> JetStreamError {
        let release = try? await release()
        let here = release.map { "this one is \($0)" } ?? "this one does not tell its version"
        return JetStreamError(.unsupported, "\(what) needs nats-server \(needed) or newer; \(here).")
    }
}
