public import JSON
public import Model

/// What one server said.
public struct ServerAnswer: Sendable {
    public let server: ServerIdentity
    /// The document; empty where there is an error.
    public let data: JSONObject
    /// Why there is none, in the server's words.
    public let error: String?
    /// From the question to here.
    public let time: Duration

    public init(server: ServerIdentity, data: JSONObject = [:], time: Duration = .zero) {
        self.server = server
        self.data = data
        error = nil
        self.time = time
    }

    /// Nil for what is no answer of a server.
    init?(_ payload: [UInt8], time: Duration) {
        guard let document = try? JSONParser().parse(payload).object else { return nil }
        self.init(document, time: time)
    }

    fileprivate init?(_ document: JSONObject, time: Duration) {
        self.time = time
        guard let server = document["server"]?.object else {
            // `IDZ` has no envelope.
            guard document["id"]?.string != nil else { return nil }
            self.server = ServerIdentity(json: document)
            data = document
            error = nil
            return
        }
        self.server = ServerIdentity(json: server)
        error = document["error"].map { $0["description"]?.string ?? $0.text }
        if let own = document["data"]?.object ?? document["statsz"]?.object {
            data = own
        } else {
            // Events told on request have their members beside the envelope.
            var members = document
            for key in ["server", "data", "error"] { members[key] = nil }
            data = members
        }
    }
}

/// What one server said, without the elements of some arrays: the document has numbers there, by which they are read.
public struct CutAnswer: Sendable {
    public let answer: ServerAnswer
    private let cut: JSONCut

    init?(_ payload: [UInt8], _ name: String, time: Duration) {
        guard let cut = try? JSONCut(payload, arraysNamed: [name]), let document = cut.rest.object,
            let answer = ServerAnswer(document, time: time)
        else { return nil }
        self.cut = cut
        self.answer = answer
    }

    /// One by one; nil for what can't be read.
    public func objects(_ number: JSONValue?) -> some Sequence<JSONObject?> { cut.objects(number) }
}

/// What several servers said, each once, in the order in which they did.
public struct ServerAnswers: Sendable {
    public let all: [ServerAnswer]
    /// How many were waited for; nil where nobody could tell.
    public let expected: Int?
    /// Whether more came than there was room for.
    public let isCut: Bool

    public init(_ all: [ServerAnswer], expected: Int? = nil, isCut: Bool = false) {
        self.all = all
        self.expected = expected
        self.isCut = isCut
    }

    /// Those without an error, by cluster and name.
    public var documents: [ServerAnswer] {
        all.filter { $0.error == nil }.sorted { $0.server.place.utf8.lexicographicallyPrecedes($1.server.place.utf8) }
    }

    public var servers: [ServerIdentity] { all.map(\.server) }

    /// Whether fewer answered than there are.
    public var isIncomplete: Bool { expected.map { all.count < $0 } ?? false }
}
