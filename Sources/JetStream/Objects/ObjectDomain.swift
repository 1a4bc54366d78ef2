import NATS

extension JetStreamClient {
    /// A bucket that objects can be written to from here.
    ///
    /// Keys have subjects of their own for each domain, objects don't: their messages are stored by every bucket of the name that
    /// they reach. From another domain that may be the wrong one, or several. An imported API leaves the subjects as they are.
    func writableObjectBucket(_ name: String) async throws(JetStreamError) -> ObjectBucket {
        let bucket = try await objectBucket(name)
        try await checkDomain("objects")
        return bucket
    }

    /// That what is stored without naming a domain reaches the one meant.
    /// - Parameter what: as in "messages".
    func checkDomain(_ what: String) async throws(JetStreamError) {
        guard let domain else { return }
        let here: String?
        do {
            here = try await client.connect(timeout: try time()).domain
        } catch let error as JetStreamError {
            throw error
        } catch let error as NATSError {
            throw JetStreamError(error)
        } catch {
            here = nil
        }
        guard here != domain else { return }
        throw JetStreamError(
            .refused,
            "\(what) of the domain \(domain) can't be written through a server of \(here.map { "the domain \($0)" } ?? "no domain"): "
                + "NATS keeps the domains of \(what) not apart, so that another one there would take them. Connect to a server of the "
                + "domain \(domain).")
    }

    /// The domain meant, where it was named.
    private var domain: String? {
        guard prefix != Self.defaultPrefix, prefix.hasPrefix("$JS."), prefix.hasSuffix(".API") else { return nil }
        return String(prefix.dropFirst(4).dropLast(4))
    }
}
