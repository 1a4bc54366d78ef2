import Changes
import Guard
public import JSON
import Model
import Platform

/// Reviews a configuration somebody has in mind, without applying it.
public struct ConfigReview: Tool {
    public let name = "config_review"
    public let title = "Review a configuration"
    public let description =
        "Reviews a whole configuration without applying it: a stream, consumer or bucket as it would be sent (what it leaves out goes back "
        + "to the default), or a nats-server.conf as text or file (what it takes, reload or restart, and how it differs from the server in use). Tells the guard's findings and, for what there is, the loss in numbers."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let stream = declaration("stream", "With its name.")
    private static let consumer = declaration("consumer", "With its name and stream.")
    private static let bucket = declaration("bucket", "As for kv_add, with its name; kind: kv or object.")

    private static func declaration(_ name: String, _ words: String) -> Field<JSONObject?> {
        Field<JSONObject?>(name, schema: ["type": "object", "description": .string(words)]) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            guard let object = value.object ?? value.string.flatMap({ try? JSONParser().parse($0).object }) else {
                throw ArgumentMistake("an object of a \(name)'s configuration")
            }
            return object
        }
    }

    private static let conf = Field<String?>.content("conf", "A nats-server.conf.")
    private static let path = Field<String?>.optionalText("path", "The same as a file below --files-root, with its includes.")

    public let fields: [any FieldShape] = [stream, consumer, bucket, conf, path]

    public let output: JSONObject = [
        "verdict": ["type": "string", "description": "goes, needs_reason, needs_confirmation or refused."],
        "findings": ["type": "array", "items": ["type": "object"]],
        "changes": ["type": "array", "items": ["type": "object"], "description": "What would be changed of what there is."],
        "differences": [
            "type": "array", "items": ["type": "object"],
            "description": "Of a nats-server.conf from the server in use: option, file, running, takes (reload or restart).",
        ],
        "a_change_takes": [
            "type": "object", "description": "Options of the file by what a change of them takes: reload, restart.",
        ],
        "loss": ["type": "object"], "note": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let (conf, path) = (try arguments(Self.conf), try arguments(Self.path))
        let declared = [try arguments(Self.stream), try arguments(Self.consumer), try arguments(Self.bucket)]
        let given = declared.count { $0 != nil } + (conf == nil ? 0 : 1) + (path == nil ? 0 : 1)
        guard given == 1 else {
            throw ToolFailure("invalid_argument", "Give one of `stream`, `consumer`, `bucket`, `conf` and `path`.")
        }
        if let stream = declared[0] { return try await DeclarationReview.stream(stream, context) }
        if let consumer = declared[1] { return try await DeclarationReview.consumer(consumer, context) }
        if let bucket = declared[2] { return try await DeclarationReview.bucket(bucket, context) }
        if let conf { return await Self.review(try ServerConfReading.inline(conf), context) }
        return await Self.review(try await ServerConfReading.file(path ?? "", context), context)
    }

    private static func review(_ conf: ConfMap, _ context: ToolContext) async -> JSONObject {
        let (running, note) = await RunningConfiguration.read(context)
        var wish = ServerConf(conf: conf)
        wish.running = running
        let review = Reviewer.review(wish, evidence: Evidence(thresholds: context.services.changes.thresholds))
        let sorted = ConfReload.sorted(conf)
        var takes: JSONObject = [:]
        for (word, names) in [("reload", sorted.reload), ("restart", sorted.restart), ("not_known", sorted.unknown)]
        where !names.isEmpty {
            takes.append(word, .array(names.map { .string($0) }))
        }
        return [
            "verdict": .string(review.verdict.rawValue), "findings": .array(review.findings.map { .object($0.json) }),
            "differences": .array(wish.differences.map { .object($0.json) }), "a_change_takes": .object(takes),
            "note": .string(note + " `nats-server -t -c FILE` tells whether a server takes the file."),
        ]
    }
}

/// Reads configuration files of servers.
enum ServerConfReading {
    private static let largest = 1 << 20

    static func inline(_ text: String) throws(ToolFailure) -> ConfMap {
        guard text.utf8.count <= largest else { throw ToolFailure("invalid_argument", "`conf` is larger than \(largest) bytes.") }
        return try parse(text) { _, _ in throw Missing.words("give the file as `path`, so that what it includes can be read") }
    }

    static func file(_ path: String, _ context: ToolContext) async throws(ToolFailure) -> ConfMap {
        let root = try FileAccess.root(context)
        return try await FileAccess.run { () throws(PlatformError) in
            Result { () throws(ToolFailure) in
                try parse(try text(path, root)) { name, from in
                    // Includes are relative to the file they stand in.
                    let directory = from.isEmpty ? Path.parent(path) : Path.parent(from)
                    let place = name.hasPrefix("/") || directory == "." ? name : Path.join(directory, name)
                    return try text(place, root)
                }
            }
        }.get()
    }

    private static func text(_ path: String, _ root: FilesRoot) throws(ToolFailure) -> String {
        do {
            let file = try root.source(path)
            guard file.size <= UInt64(largest) else {
                throw ToolFailure("invalid_argument", "The file is larger than \(largest) bytes.")
            }
            return String(decoding: try file.read(at: 0, limit: largest), as: UTF8.self)
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure("file_not_read", "\(error)", next: "Paths are relative to the directory of --files-root.")
        }
    }

    private static func parse(_ text: String, _ include: @escaping ConfParser.Include) throws(ToolFailure) -> ConfMap {
        do {
            return try ConfParser.parse(text, include: include)
        } catch {
            throw ToolFailure("invalid_argument", "The configuration can't be read, \(error.place.words): \(error.message).")
        }
    }

    private enum Missing: Error, CustomStringConvertible {
        case words(String)
        var description: String { if case .words(let words) = self { words } else { "" } }
    }
}
