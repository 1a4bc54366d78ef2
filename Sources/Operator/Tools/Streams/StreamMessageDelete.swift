import Guard
public import JSON
import JetStream
import Model

/// Deletes single messages of a stream.
public struct StreamMessageDelete: Tool {
    public let name = "stream_message_del"
    public let title = "Delete messages of a stream"
    public let description =
        "Deletes single messages by sequence, for good. A human confirms, seeing subject, size and time of each, who has not read it and "
        + "where copies stay. For many use stream_purge, for keys and objects kv_del and object_del."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: true)
    public let scope = Scope.nats

    static let most = 100
    private static let sequences = Field<[UInt64]>(
        "sequences", aliases: ["sequence", "seq", "id"],
        schema: ["type": "array", "items": ["type": "integer"], "description": "At most 100."], isRequired: true
    ) { (value) throws(ArgumentMistake) in
        guard let list = sequences(in: value), !list.isEmpty, !list.contains(0) else {
            throw ArgumentMistake("a list of sequences, whole numbers from 1 up")
        }
        return list
    }
    private static let erase = Field<Bool>(
        "erase", schema: ["type": "boolean", "description": "Overwrite the bytes too; default true."]
    ) { (value) throws(ArgumentMistake) in
        switch value {
        case nil, .null?, .bool(true)?, .string("true")?: return true
        case .bool(false)?, .string("false")?: return false
        default: throw ArgumentMistake("true or false")
        }
    }

    public let fields: [any FieldShape] = [StreamAdd.stream, sequences, erase] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties(["deleted": ["type": "integer"]])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(StreamAdd.stream)
        let sequences = try arguments(Self.sequences)
        guard Set(sequences).count <= Self.most else {
            throw ToolFailure(
                "invalid_argument", "`sequences` has \(sequences.count) of them: at most \(Self.most) go at a time.",
                next: "stream_purge deletes all of a subject, or all below a sequence.")
        }
        _ = try await StreamLookup.info(stream, context)
        let deletion = MessageDelete(stream: stream, sequences: sequences, erase: try arguments(Self.erase))
        try await refuseHidden(deletion, context)
        return try await ChangeOutput.run(
            deletion, MessageDeleter(context.jetStream), name, arguments, context, confirmable: true)
    }

    /// What one may not see one may not delete.
    private func refuseHidden(_ deletion: MessageDelete, _ context: ToolContext) async throws(ToolFailure) {
        let disclosure = context.services.disclosure
        guard disclosure.hidesNames else { return }
        do {
            let found = try await context.jetStream.glances(at: deletion.asked, of: deletion.stream)
            guard found.contains(where: { disclosure.hides($0.subject) }) else { return }
        } catch {
            throw ToolFailure(error)
        }
        throw ToolFailure(
            "hidden", "One of these messages has a subject that is kept out of all results (--hide): nothing is deleted.",
            next: "Whoever starts nats-operator decides what --hide hides.")
    }

    /// A list of numbers, one number, or digits separated by commas.
    private static func sequences(in value: JSONValue?) -> [UInt64]? {
        switch value {
        case .array(let elements)?:
            let read = elements.map { $0.uint64 ?? $0.string.flatMap { UInt64($0) } }
            return read.contains(nil) ? nil : read.compactMap(\.self)
        case .string(let text)?:
            let trimmed = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
            let read = trimmed.split(separator: ",").map { UInt64($0.filter { $0 != " " }) }
            return read.contains(nil) ? nil : read.compactMap(\.self)
        default: return value?.uint64.map { [$0] }
        }
    }
}
