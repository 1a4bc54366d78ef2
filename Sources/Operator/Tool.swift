public import Changes
public import JSON

/// One thing an assistant or a script can do. A tool is one file: fields, words, effect, output, call.
public protocol Tool: Sendable {
    /// `[a-z][a-z0-9_]*`, at most 40 characters.
    var name: String { get }
    var title: String { get }
    /// First sentence: what and when. Then limits, units, cost, what it does not do, which tool next. Below 1000 characters.
    var description: String { get }
    /// The worst it can do, over all its arguments.
    var effect: Effect { get }
    var scope: Scope { get }
    /// What it does with some of its arguments only, where that takes another level.
    var further: [Operation] { get }
    var fields: [any FieldShape] { get }
    /// Whether a call usually waits for something to happen, or moves gigabytes: such calls take no place from the others.
    var isLong: Bool { get }
    /// Properties of the result beside `target`, as JSON Schema.
    var output: JSONObject { get }

    func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject
}

extension Tool {
    public var isLong: Bool { false }
    public var further: [Operation] { [] }
}

/// What a tool does only where it is asked for with an argument, at a level of its own. `ToolContext.require` holds calls to it.
public struct Operation: Sendable, Hashable {
    /// The arguments that ask for it: `ack`.
    public let argument: String
    public let level: WriteLevel

    init(_ argument: String, _ level: WriteLevel) {
        self.argument = argument
        self.level = level
    }
}

/// What a tool does to the world. There is no default: every tool says it.
public enum Effect: Sendable, Hashable {
    case read
    /// Looks, and with certain arguments changes something: those are refused below this level.
    case look(changing: WriteLevel, destructive: Bool, idempotent: Bool)
    /// Changes something, at this level of permission or above.
    case change(WriteLevel, destructive: Bool, idempotent: Bool)

    /// From which level on a tool is offered.
    public var level: WriteLevel {
        switch self {
        case .read, .look: .observe
        case .change(let level, _, _): level
        }
    }

    /// Whether a tool changes nothing where this level is allowed.
    public func isReadOnly(at level: WriteLevel = .destructive) -> Bool {
        switch self {
        case .read: true
        case .look(let needed, _, _): level < needed
        case .change: false
        }
    }

    public var isDestructive: Bool {
        switch self {
        case .read: false
        case .look(_, let destructive, _), .change(_, let destructive, _): destructive
        }
    }

    public var isIdempotent: Bool {
        switch self {
        case .read: true
        case .look(_, _, let idempotent), .change(_, _, let idempotent): idempotent
        }
    }
}

/// Whose data a tool shows.
public enum Scope: Sendable, Hashable {
    /// This program's own.
    case program
    /// What others put into NATS.
    case nats
}

/// Why a call gave no result, told so that the caller can do better.
public struct ToolFailure: Error, Sendable, Hashable {
    /// One word for scripts, one of `ToolFailure.codes` or of a layer below.
    public let code: String
    public let message: String
    /// What to do next.
    public let next: String?
    /// More members of the error, such as the server's own numbers.
    public let details: JSONObject
    /// The call ends here; the client will call again with the human's answer.
    public let suspension: ConfirmationQuestion?

    public init(_ code: String, _ message: String, next: String? = nil, details: JSONObject = [:]) {
        self.code = code
        self.message = message
        self.next = next
        self.details = details
        suspension = nil
    }

    init(suspended: ConfirmationQuestion) {
        code = "suspended"
        message = suspended.message
        next = nil
        details = [:]
        suspension = suspended
    }

    /// The same without the names that are kept out of all results.
    func masked(by disclosure: Disclosure) -> ToolFailure {
        guard disclosure.hidesNames, suspension == nil else { return self }
        return ToolFailure(
            code, disclosure.masked(message), next: next.map(disclosure.masked), details: disclosure.applied(to: details))
    }

    var json: JSONObject {
        var object: JSONObject = ["code": .string(code), "message": .string(message)]
        for member in details.members { object[member.key] = member.value }
        if let next { object["next"] = .string(next) }
        if let helps = RetryAdvice.helps(object) { object["retry_helps"] = .bool(helps) }
        return object
    }
}
