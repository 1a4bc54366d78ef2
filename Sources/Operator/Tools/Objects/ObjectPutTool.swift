import Guard
public import JSON
import JetStream
import Model
import NATS
import Platform

/// Writes an object, from the arguments or from a file.
public struct ObjectPutTool: Tool {
    public let name = "object_put"
    public let title = "Write an object"
    public let description =
        "Writes an object into a bucket: `data` (text), `data_base64`, or the file `path` below the directory of --files-root, at any "
        + "size; or a `link` to another. One of the name is replaced only with overwrite=true. Interrupted, it leaves nothing behind; "
        + "of two that write the same name at once, one fails."
    public let effect = Effect.change(.data, destructive: true, idempotent: false)
    public let scope = Scope.nats
    public let isLong = true

    private static let object = Field<String?>.optionalText(
        "name", "With `path` the file's own name when left out.")
    private static let data = Field<String?>.content("data", "The content, as text.").terse()
    private static let base64 = Field<String?>.content("data_base64", "The content as base64, for bytes that are no text.")
        .terse()
    private static let path = Field<String?>.optionalText(
        "path", "The file to read, relative to --files-root.", aliases: ["file"]
    ).terse()
    private static let overwrite = Field<Bool>.flag("overwrite", "Replace an object of this name.", aliases: ["force"]).terse()
    private static let about = Field<String?>.optionalText("description", "What the object is.").terse()
    private static let link = Field<String?>.optionalText("link", "Instead of content: the object it links to.")
    private static let linkBucket = Field<String?>.optionalText(
        "link_bucket", "That object's bucket if another; alone: links to the whole bucket.")
    private static let chunkSize = Field<Int64?>.size(
        "chunk_size", "Bytes of a chunk (default 128K); at most what the server takes in a message.", in: 1...(64 << 20)
    ).terse()

    public let fields: [any FieldShape] = [
        ObjectFields.bucket, object, data, base64, path, overwrite, about, ObjectFields.headers, ObjectFields.metadata, link,
        linkBucket, chunkSize, ObjectFields.timeout, ObjectFields.progress, ChangeFields.dryRun,
    ]

    public let output: JSONObject = ChangeOutput.properties([
        "sequence": ["type": "integer", "description": "The object's sequence in the bucket from now on."],
        "size": ["type": "integer"], "chunks": ["type": "integer"], "digest": ["type": "string"],
        "replaced": ["type": "object", "description": "Size and time of the object that was there."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucket = try arguments(ObjectFields.bucket)
        let path = try arguments(Self.path)
        guard let name = try arguments(Self.object) ?? path.map(Path.name) else {
            throw ToolFailure("missing_argument", "`name` is missing: the object has no name.")
        }
        try context.refuseHidden(name, in: bucket)
        let link = try leading(arguments, bucket, context)
        let source = try await source(arguments, path, isLink: link != nil, context)
        // A bucket that is not there would be judged as one nobody can read; the nearest names help more.
        _ = try await ObjectLookup.bucket(bucket, context)
        var put = ObjectPut(bucket: bucket, name: name, size: source.size)
        put.description = try arguments(Self.about)
        put.headers = try arguments(ObjectFields.headers) ?? []
        put.metadata = try arguments(ObjectFields.metadata) ?? []
        put.link = link
        put.chunkSize = try arguments(Self.chunkSize).map { Int(clamping: $0) }
        put.overwrite = try arguments(Self.overwrite)
        guard path != nil else {
            return try await ChangeOutput.run(put, ObjectWriter(context.jetStream, source), self.name, arguments, context)
        }
        let limit = try arguments(ObjectFields.timeout) ?? ObjectFields.usualTimeout
        let progress = TransferProgress(context, verb: "stored", total: source.size)
        let writer = ObjectWriter(context.jetStream(for: limit), source) { progress.reached($0) }
        return try await ChangeOutput.run(put, writer, self.name, arguments, context)
    }

    /// What it is to link to; nil for an object of its own.
    private func leading(
        _ arguments: Arguments, _ bucket: String, _ context: ToolContext
    ) throws(ToolFailure) -> ObjectLink? {
        let (name, other) = (try arguments(Self.link), try arguments(Self.linkBucket))
        guard name != nil || other != nil else { return nil }
        let place = other ?? bucket
        // A link would show what is hidden.
        try context.services.disclosure.check(["bucket": .string(place)])
        if let name { try context.refuseHidden(name, in: place) }
        return ObjectLink(bucket: place, name: name)
    }

    /// The bytes, from one of three arguments.
    private func source(
        _ arguments: Arguments, _ path: String?, isLink: Bool, _ context: ToolContext
    ) async throws(ToolFailure) -> any ObjectSource {
        let bytes = try KeyFields.bytes(arguments, text: Self.data, base64: Self.base64)
        if isLink {
            guard bytes == nil, path == nil else {
                throw ToolFailure(
                    "invalid_argument", "A link has no content of its own: give content or a link, only one of them.")
            }
            return ObjectBytes([])
        }
        switch (bytes, path) {
        case (_?, _?): throw ToolFailure("invalid_argument", "Give `data`, `data_base64` or `path`, only one of them.")
        case (let bytes?, nil): return ObjectBytes(bytes)
        case (nil, let path?): return ObjectFile(try await FileAccess.source(path, context))
        case (nil, nil):
            throw ToolFailure(
                "missing_argument", "There is nothing to write.",
                next: "Give `data` as text (\"\" for an empty object), `data_base64`, `path` for a file, or `link`.")
        }
    }
}
