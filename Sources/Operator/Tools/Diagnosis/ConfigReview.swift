import Changes
import Guard
public import JSON
import JetStream
import Model
import Platform

/// Reviews a configuration somebody has in mind, without applying it.
public struct ConfigReview: Tool {
    public let name = "config_review"
    public let title = "Review a configuration"
    public let description =
        "Reviews a whole configuration without applying it: a `stream` object as it would be sent (what it leaves out goes back to the "
        + "default), or a nats-server.conf as text or file. Tells the guard's findings and, for a stream there is, the loss in numbers."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let stream = Field<JSONObject?>(
        "stream", schema: ["type": "object", "description": "With its name."]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return nil }
        guard let object = value.object ?? value.string.flatMap({ try? JSONParser().parse($0).object }) else {
            throw ArgumentMistake("an object of a stream's configuration")
        }
        return object
    }
    private static let conf = Field<String?>.content("conf", "A nats-server.conf.")
    private static let path = Field<String?>.optionalText("path", "The same as a file below --files-root, with its includes.")

    public let fields: [any FieldShape] = [stream, conf, path]

    public let output: JSONObject = [
        "verdict": ["type": "string", "description": "goes, needs_reason, needs_confirmation or refused."],
        "findings": ["type": "array", "items": ["type": "object"]],
        "changes": ["type": "array", "items": ["type": "object"], "description": "What a stream there is would be changed to."],
        "loss": ["type": "object"], "note": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(Self.stream)
        let conf = try arguments(Self.conf)
        let path = try arguments(Self.path)
        switch (stream, conf, path) {
        case (let stream?, nil, nil): return try await Self.review(stream: stream, context)
        case (nil, let text?, nil): return try Self.review(try ServerConfReading.inline(text), context)
        case (nil, nil, let path?): return try Self.review(try await ServerConfReading.file(path, context), context)
        default: throw ToolFailure("invalid_argument", "Give one of `stream`, `conf` and `path`.")
        }
    }

    private static func review(_ conf: ConfMap, _ context: ToolContext) throws(ToolFailure) -> JSONObject {
        let review = Reviewer.review(ServerConf(conf: conf), evidence: Evidence(thresholds: context.services.changes.thresholds))
        return [
            "verdict": .string(review.verdict.rawValue), "findings": .array(review.findings.map { .object($0.json) }),
            "note": "The file alone was looked at. `nats-server -t -c FILE` tells whether a server takes it.",
        ]
    }

    /// The whole configuration, as tools that apply declarations send it: what it leaves out is reset.
    private static func review(stream given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        guard let name = given["name"]?.string else {
            throw ToolFailure("missing_argument", "`stream` has no name: a configuration is reviewed for one stream.")
        }
        var fields = given
        fields["name"] = nil
        var wanted = try ConfigurationInput.read(fields, StreamFields.all, in: "stream")
        try await context.checkSupport(of: wanted, StreamFields.all)
        let changes = context.services.changes
        let report: ChangeReport
        do {
            let info = try await context.jetStream.streamInfo(name)
            for field in info.configuration.json.keys where wanted[field] == nil && field != "name" {
                wanted.append(field, .null)
            }
            let update = StreamUpdate(stream: name, fields: wanted, moment: WallTime.now().rfc3339)
            report = await changes.planned(update, with: StreamUpdater(context.jetStream))
        } catch  where error.code == .streamNotFound {
            wanted.append("name", .string(name))
            let create = StreamCreate(configuration: StreamConfiguration(json: wanted))
            report = await changes.planned(create, with: StreamCreator(context.jetStream))
        } catch {
            throw ToolFailure(error)
        }
        var result: JSONObject = [
            "verdict": .string(report.verdict.rawValue), "findings": .array(report.findings.map { .object($0.json) }),
        ]
        if let changes = report.request["changes"] { result.append("changes", changes) }
        if case .none = report.loss {} else { result.append("loss", .object(report.loss.json)) }
        if report.request["changes"] == nil { result.append("note", "There is no stream of this name: it would be made.") }
        return result
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
