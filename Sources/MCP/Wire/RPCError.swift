internal import JSON

/// The `error` of an answer.
struct RPCError: Error, Sendable, Hashable {
    let code: Int64
    let message: String
    var data: JSONValue?

    static func parse(_ message: String) -> RPCError { RPCError(code: -32700, message: message) }
    static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32600, message: message) }
    static func invalidParams(_ message: String, data: JSONValue? = nil) -> RPCError {
        RPCError(code: -32602, message: message, data: data)
    }
    /// Tells nothing of what went wrong inside.
    static func `internal`(_ message: String = "Internal error") -> RPCError { RPCError(code: -32603, message: message) }

    static func methodNotFound(_ method: String) -> RPCError {
        RPCError(code: -32601, message: "Method not found: \(Words.quoted(method))")
    }

    static func unsupportedVersion(_ requested: String) -> RPCError {
        RPCError(
            code: -32022, message: "Unsupported protocol version: \(Words.quoted(requested))",
            data: [
                "supported": .array(ProtocolVersion.newestFirst.map { .string($0) }),
                "requested": .string(requested),
            ])
    }

    /// The answer needs a human, and the request didn't say that the client can ask one.
    static let needsElicitation = RPCError(
        code: -32021, message: "This call needs an answer from a person: the client must be able to elicit (form mode)",
        data: ["requiredCapabilities": ["elicitation": ["form": [:]]]])

    var json: JSONValue {
        var object: JSONObject = ["code": .integer(code), "message": .string(message)]
        object["data"] = data
        return .object(object)
    }
}
