public import JSON
public import Model
import NATS

extension NATSRelease {
    /// A request that nobody serves is answered as such.
    static let answersUnserved = NATSRelease(2, 10)
    /// Mirrors that take messages in which another stream is expected.
    static let mirrorsExpectedStreams = NATSRelease(2, 11)
    /// Direct gets of many messages, with a count of what is left.
    static let batchesDirectGets = NATSRelease(2, 11)
    /// Word of where a message goes, also without delivering it.
    static let tracesMessages = NATSRelease(2, 11)
    /// A leader that steps down may name the next.
    static let prefersLeaders = NATSRelease(2, 11)
    /// A move is cancelled by the stream's name alone; a change of the number of replicas is, too.
    static let cancelsMovesOfStreams = NATSRelease(2, 15)
    /// That count leaves out the message it is told with.
    static let countsWhatFollows = NATSRelease(2, 12)
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

    /// Whether a request that nobody serves is answered as such. A server before 2.10 swallows those to the API, and every one
    /// does where the API of another domain or account is asked.
    func tellsUnserved() async throws(JetStreamError) -> Bool {
        guard prefix == Self.defaultPrefix, let release = try await release() else { return false }
        return release >= .answersUnserved
    }

    /// Whether a request may bring one answer and no more: an API imported from another account is usually exported that way
    /// (`response: stream` would let more pass, but nobody tells).
    var answersOnce: Bool { prefix != Self.defaultPrefix && !prefix.hasPrefix("$JS.") }

    /// Before a write to a store: through another domain's or account's API nobody would tell that there is none.
    /// - Throws: `.streamNotFound`, or why it can't be looked up.
    func requireStore(_ stream: String) async throws(JetStreamError) {
        if prefix != Self.defaultPrefix { _ = try await streamInfo(stream) }
    }

    /// Whether direct gets of a stream may be tried: where nobody would tell that they are not served, the stream itself is
    /// asked.
    func mayGetDirectly(_ stream: String) async throws(JetStreamError) -> Bool {
        if try await tellsUnserved() { return true }
        do {
            return try await streamInfo(stream).configuration.allowsDirectGet
        } catch  where error.cause?.code == .permissionDenied {
            // Who may not ask may still be allowed to get.
            return true
        } catch  where error.code == .streamNotFound {
            return false
        }
    }

    /// Whether a direct get that tells how many messages follow may be tried.
    func mayCountDirectly(_ stream: String) async throws(JetStreamError) -> Bool {
        let needed: NATSRelease = answersOnce ? .countsWhatFollows : .batchesDirectGets
        if let release = try await release(), release < needed { return false }
        return try await mayGetDirectly(stream)
    }

    /// Refuses fields of a configuration that this server does not know: older ones drop them without a word.
    public func checkSupport(of configuration: JSONObject, _ known: [ConfigurationField]) async throws(JetStreamError) {
        guard let release = try await release() else { return }
        for field in known {
            guard let since = field.since, let value = configuration[field.name], !value.isNull, value != false else { continue }
            let needed = NATSRelease(since.major, since.minor)
            if release < needed { throw await needs(needed, for: "The field `\(field.name)`") }
        }
    }

    /// The error for what the server is too old for.
    /// - Parameter what: as the beginning of a sentence: "Reading a time".
    func needs(_ needed: NATSRelease, for what: String) async -> JetStreamError {
        let release = try? await release()
        let here = release.map { "this one is \($0)" } ?? "this one does not tell its version"
        return JetStreamError(.unsupported, "\(what) needs nats-server \(needed) or newer; \(here).")
    }
}
