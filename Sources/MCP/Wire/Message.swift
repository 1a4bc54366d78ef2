internal import JSON

/// One JSON-RPC message of the client, told apart.
enum Message: Sendable, Hashable {
    case request(Request)
    case notification(method: String, params: JSONObject)
    /// The answer to a request of ours; `outcome` is its result or its error.
    case response(id: RequestID, result: JSONValue?, error: JSONValue?)
    /// To be answered with an error; without an id where none could be known.
    case invalid(RequestID?, RPCError)
    /// Malformed and not to be answered.
    case ignored(String)

    struct Request: Sendable, Hashable {
        let id: RequestID
        let method: String
        let params: JSONObject
    }

    init(_ value: JSONValue) {
        guard case .object(let object) = value else {
            self = .invalid(nil, .invalidRequest("A message must be a JSON object"))
            return
        }
        let id = object["id"].flatMap(RequestID.init)
        let isResponse = object["method"] == nil && (object["result"] != nil || object["error"] != nil)
        if isResponse {
            // Answering an answer would only confuse whoever sent it.
            guard let id, object["jsonrpc"] == "2.0" else {
                self = .ignored("a malformed response")
                return
            }
            self = .response(id: id, result: object["result"], error: object["error"])
            return
        }
        if object["id"] != nil, id == nil {
            self = .invalid(nil, .invalidRequest("The id must be a string or an integer"))
            return
        }
        guard case .string(let method)? = object["method"] else {
            self = .invalid(id, .invalidRequest("The method is missing or no string"))
            return
        }
        guard object["jsonrpc"] == "2.0" else {
            self =
                id == nil
                ? .ignored("a notification without jsonrpc 2.0") : .invalid(id, .invalidRequest("jsonrpc must be \"2.0\""))
            return
        }
        let params: JSONObject
        switch object["params"] {
        case nil, .null?: params = [:]
        case .object(let members)?: params = members
        default:
            self =
                id == nil
                ? .ignored("a notification whose params are no object") : .invalid(id, .invalidParams("params must be an object"))
            return
        }
        self =
            id.map { .request(Request(id: $0, method: method, params: params)) } ?? .notification(method: method, params: params)
    }
}

/// One line of the client, read as far as it can be without knowing the session.
enum Incoming: Sendable, Hashable {
    case message(Message)
    case batch([Message])
    /// No JSON; with the id where it could still be found.
    case unreadable(RequestID?, RPCError)

    init(_ line: LineReader.Line, limit: Int) {
        guard case .text(let text) = line else {
            self = .unreadable(nil, .invalidRequest("A line must not be longer than \(limit >> 20) MiB"))
            return
        }
        do {
            let value = try JSONParser(maximumBytes: limit, maximumDepth: 256).parse(text)
            guard case .array(let elements) = value else {
                self = .message(Message(value))
                return
            }
            self = .batch(elements.map(Message.init))
        } catch {
            let message = "Parse error: \(error.message) (at byte \(error.offset))"
            self = .unreadable(BrokenLine.requestID(in: text), .parse(message))
        }
    }
}
