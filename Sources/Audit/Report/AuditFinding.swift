public import Guard
public import JSON

/// What an audit is about: one thing of a NATS system.
public struct AuditAsset: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case system, cluster, server, account, connection, stream, consumer, bucket, file, backup
        case objectBucket = "object_bucket"
    }

    public let kind: Kind
    /// From NATS: untrusted, and any bytes.
    public let name: String
    /// What it is part of: a consumer's stream, a connection's server.
    public let parent: String?
    public let account: String?
    /// The configuration it was seen through, where several were looked at.
    public let context: String?

    public init(_ kind: Kind, _ name: String, parent: String? = nil, account: String? = nil, context: String? = nil) {
        self.kind = kind
        self.name = name
        self.parent = parent
        self.account = account
        self.context = context
    }

    /// `stream/ORDERS`, `consumer/ORDERS/billing`: stable, for accept files and baselines.
    public var path: String { ([kind.rawValue] + [parent, name].compactMap(\.self)).joined(separator: "/") }

    public var json: JSONObject {
        var object: JSONObject = ["kind": .string(kind.rawValue), "name": .string(name)]
        if let parent { object.append("parent", .string(parent)) }
        if let account { object.append("account", .string(account)) }
        if let context { object.append("context", .string(context)) }
        return object
    }
}

/// How to put something right: a call of a tool, a command for a shell, or words alone.
public struct AuditFix: Sendable, Hashable {
    public let words: String
    public let command: String?
    public let tool: String?
    public let arguments: JSONObject?

    public init(_ words: String, command: String? = nil, tool: String? = nil, arguments: JSONObject? = nil) {
        self.words = words
        self.command = command
        self.tool = tool
        self.arguments = arguments
    }

    public var json: JSONObject {
        var object: JSONObject = ["words": .string(words)]
        if let command { object.append("command", .string(command)) }
        if let tool { object.append("tool", .string(tool)) }
        if let arguments { object.append("arguments", .object(arguments)) }
        return object
    }
}

/// Something an audit found.
public struct AuditFinding: Sendable, Hashable {
    /// Whether it was there when the baseline was made.
    public enum News: String, Sendable { case new, known }

    /// The rule's or check's code: `NG-S026`.
    public let code: String
    public let name: String
    /// `info`, `warn` or `danger`: what exists is never blocked.
    public let level: Level
    public let asset: AuditAsset
    public let field: String?
    /// What is so, in numbers.
    public let effect: String
    public let why: String
    public let fix: AuditFix
    public let source: String
    public var news: News?
    /// Why it is accepted, and until when, by an accept file; accepted findings change no exit code.
    public var accepted: String?

    public init(
        code: String, name: String, level: Level, asset: AuditAsset, field: String? = nil, effect: String, why: String,
        fix: AuditFix, source: String
    ) {
        self.code = code
        self.name = name
        self.level = level
        self.asset = asset
        self.field = field
        self.effect = effect
        self.why = why
        self.fix = fix
        self.source = source
    }

    /// The same, with the texts of another where they are alike.
    func sharing(_ other: AuditFinding) -> AuditFinding {
        AuditFinding(
            code: code, name: name, level: level, asset: asset, field: field == other.field ? other.field : field,
            effect: effect == other.effect ? other.effect : effect, why: why == other.why ? other.why : why, fix: fix,
            source: source)
    }

    /// What stays the same between two audits: `NG-S026@stream/ORDERS`, with the field where there is one.
    public var identity: String { code + "@" + asset.path + (field.map { "#" + $0 } ?? "") }

    public var json: JSONObject {
        var object: JSONObject = [
            "id": .string(identity), "code": .string(code), "name": .string(name), "level": .string(level.rawValue),
            "asset": .object(asset.json),
        ]
        if let field { object.append("field", .string(field)) }
        object.append("effect", .string(effect))
        object.append("why", .string(why))
        object.append("fix", .object(fix.json))
        object.append("source", .string(source))
        if let news { object.append("news", .string(news.rawValue)) }
        if let accepted { object.append("accepted", .string(accepted)) }
        return object
    }
}
