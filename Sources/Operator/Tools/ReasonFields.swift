import Changes
import Guard
import JSON
import JetStream
import Model
import NATS
import Platform

/// Reasons as arguments.
enum ReasonFields {
    /// Where a reason is kept beside the journal.
    enum Place: String, Sendable, CaseIterable { case journal, asset }

    static let reason = Field<Reasons>(
        "reason",
        schema: [
            "type": "string",
            "description":
                "Why, in a sentence another person would understand later; or {\"field\": \"why\"} for each field. Goes into the journal.",
        ]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return .none }
        var given = value
        if let text = value.string {
            if text.allSatisfy(\.isWhitespace) { return .none }
            if text.hasPrefix("{"), let object = try? JSONParser().parse(text) { given = object }
        }
        if let text = given.string { return Reasons(general: text) }
        guard let object = given.object, object.members.allSatisfy({ $0.value.string != nil }) else {
            throw ArgumentMistake("a text, or an object of texts by field")
        }
        var reasons = Reasons()
        for member in object.members { reasons.fields[member.key] = member.value.string }
        return reasons
    }.terse()

    static let place = Field<String>.choice(
        "reason_in", "asset: the reason goes into the asset's metadata too; clients that declare it are then refused.",
        of: Place.self,
        default: .journal
    ).terse()

    /// The reasons of a call, understandable ones, with their fields as the server names them.
    /// - Parameter known: the fields of the configuration that is changed; nil where the change is of none.
    static func read(_ arguments: Arguments, _ known: [ConfigurationField]?) throws(ToolFailure) -> Reasons {
        let given = try arguments(reason)
        if let general = given.general { try check(general, "`reason`") }
        guard !given.fields.isEmpty else { return given }
        guard let known else {
            throw ToolFailure("invalid_argument", "`reason` by field is for configurations: give one text for this change.")
        }
        var reasons = Reasons(general: given.general)
        for (name, text) in given.fields.sorted(by: { $0.key < $1.key }) {
            guard let field = ReasonedNames.field(name, known) else {
                let near = Nearest.names(to: name, among: known.map(\.name))
                throw ToolFailure(
                    "invalid_argument",
                    "`reason` speaks of \(quoted(name)), which is no field of this configuration."
                        + (near.isEmpty ? "" : " Did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"),
                    next: "Give one text, or name the fields that are set: {\"max_age\": \"why\"}.")
            }
            try check(text, "`reason` for \(field)")
            reasons.fields[field] = text
        }
        return reasons
    }

    private static func check(_ text: String, _ what: String) throws(ToolFailure) {
        guard let fault = Reason.fault(text) else { return }
        throw ToolFailure(
            "reason_not_understandable", "\(what) says nothing to whoever reads it later: \(fault).", next: Reason.wanted)
    }

    /// Whether the server keeps reasons in assets.
    static func checkSupport(_ context: ToolContext) async throws(ToolFailure) {
        do {
            try await context.jetStream.checkSupport(of: ["metadata": ["a": "b"]], StreamFields.all)
        } catch {
            guard error.code == .unsupported else { throw ToolFailure(error) }
            throw ToolFailure(
                "unsupported",
                "reason_in=asset writes into the asset's metadata, which this server does not have: that needs nats-server 2.10 or newer.",
                next: "Leave reason_in out: the journal keeps the reason.")
        }
    }
}

/// What people call fields in a reason.
private enum ReasonedNames {
    private static let ofBuckets = [
        "history": "max_msgs_per_subject", "ttl": "max_age", "max_bucket_size": "max_bytes", "max_value_size": "max_msg_size",
        "replicas": "num_replicas", "per_key_ttl": "allow_msg_ttl", "limit_marker_ttl": "subject_delete_marker_ttl",
        "compress": "compression", "cluster": "placement", "tags": "placement",
    ]

    static func field(_ name: String, _ known: [ConfigurationField]) -> String? {
        if let field = known.first(where: { $0.name == name || $0.aliases.contains(name) }) { return field.name }
        return ofBuckets[name].flatMap { alias in known.contains { $0.name == alias } ? alias : nil }
    }
}
