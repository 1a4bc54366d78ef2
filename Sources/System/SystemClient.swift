public import JSON
public import Model
public import NATS

/// Asks servers about themselves. Of the system account, it learns of all servers and accounts; of any other, of its own account.
///
/// Only reads are named here; what servers do upon a request of this kind (disconnect, reload, go down) is not.
public struct SystemClient: Sendable {
    public let client: NATSClient
    /// For one question, with all of its answers.
    public let timeout: Duration

    public init(client: NATSClient, timeout: Duration) {
        self.client = client
        self.timeout = timeout
    }

    /// Answers of one document from all servers together, at most.
    static let mostBytes = 64 << 20
    /// Where an answer is not read as a whole.
    static let mostBytesCut = 512 << 20
    /// How long after an answer the next one may take where nobody can tell how many there will be.
    static let quiet = Duration.milliseconds(400)

    /// All servers of the system, with their figures (`statsz`); any of their answers says how many there are.
    /// - Parameter expect: wait for so many.
    public func servers(expect: Int? = nil) async throws(SystemError) -> ServerAnswers {
        let subject = "$SYS.REQ.SERVER.PING"
        // Who waits for a number waits for the whole time; otherwise servers that died lately still count as active.
        return try await gather(subject, [:], expect.map { .count($0) } ?? .told, quiet: expect == nil ? Self.quiet * 2 : nil)
    }

    /// The servers that serve this user's account, found through what every account may ask: names and the account's own figures.
    public func serversOfAccount(expect: Int? = nil) async throws(SystemError) -> ServerAnswers {
        try await gather(
            "$SYS.REQ.ACCOUNT.PING.STATZ", ["include_unused": true], expect.map { .count($0) } ?? .unknown,
            quiet: expect == nil ? Self.quiet : nil)
    }

    /// A document of many servers.
    /// - Parameter servers: who is waited for, as far as that is known.
    public func ask(
        _ document: ServerDocument, _ options: JSONObject = [:], of servers: [ServerIdentity]? = nil
    ) async throws(SystemError) -> ServerAnswers {
        let expectation = servers.map { Expectation.servers(Set($0.map(\.id))) } ?? .unknown
        do {
            return try await gather(
                document.subject(of: "PING"), options, expectation, quiet: servers == nil ? Self.quiet : nil)
        } catch {
            // Where servers have answered another question this is the system account: the question is too new for them.
            guard error.code == .systemAccountNeeded, let servers else { throw error }
            throw document.unsupported(by: servers.map(\.version))
        }
    }

    /// A document of one server.
    public func ask(
        _ document: ServerDocument, _ options: JSONObject = [:], of server: ServerIdentity
    ) async throws(SystemError) -> ServerAnswer {
        let subject = document.subject(of: try Self.token(server.id))
        do throws(SystemError) {
            let answers = try await gather(subject, options, .count(1), quiet: nil)
            guard let answer = answers.all.first else {
                throw SystemError(.malformedReply, "the server's answer to \(subject) is no JSON object")
            }
            return answer
        } catch {
            guard error.code == .systemAccountNeeded else { throw error }
            throw document.unsupported(by: [server.version])
        }
    }

    /// The same without the elements of the arrays of a name, which are read one by one: for answers that list everything.
    public func ask(
        _ document: ServerDocument, _ options: JSONObject = [:], of server: ServerIdentity, without name: String
    ) async throws(SystemError) -> CutAnswer {
        let subject = document.subject(of: try Self.token(server.id))
        do throws(SystemError) {
            guard let answer = try await gatherCut(subject, options, arraysNamed: name) else {
                throw SystemError(.malformedReply, "the server's answer to \(subject) is no JSON object")
            }
            return answer
        } catch {
            guard error.code == .systemAccountNeeded else { throw error }
            throw document.unsupported(by: [server.version])
        }
    }

    /// The documents about connections and statistics that every account may ask of itself.
    public func askOfAccount(
        _ document: ServerDocument, _ options: JSONObject = [:]
    ) async throws(SystemError) -> ServerAnswers {
        let name = document == .accstatz ? "STATZ" : document.token
        return try await gather("$SYS.REQ.ACCOUNT.PING." + name, options, .unknown, quiet: Self.quiet)
    }

    /// Who we are to the server, in its own words.
    public func userInfo() async throws(SystemError) -> ServerAnswer {
        do throws(SystemError) {
            let answers = try await gather("$SYS.REQ.USER.INFO", [:], .count(1), quiet: nil)
            guard let answer = answers.all.first else {
                throw SystemError(.malformedReply, "the server's answer is no JSON object")
            }
            return answer
        } catch {
            guard error.code == .systemAccountNeeded else { throw error }
            throw ServerDocument.userinfo.unsupported(by: [])
        }
    }

    /// An ID as a token of a subject.
    private static func token(_ id: String) throws(SystemError) -> String {
        guard !id.isEmpty, id.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !".*>".utf8.contains($0) }) else {
            throw SystemError(.malformedReply, "the server's ID cannot be part of a subject")
        }
        return id
    }
}
