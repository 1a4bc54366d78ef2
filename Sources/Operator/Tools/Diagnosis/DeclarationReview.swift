import Changes
import Guard
import JSON
import JetStream
import Model
import Platform

/// Whole configurations of streams, consumers and buckets, as tools that apply declarations send them: what one leaves out is reset.
enum DeclarationReview {
    static func stream(_ given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try named(given, ["name"], "stream")
        var fields = given
        fields["name"] = nil
        return try await stream(name, try ConfigurationInput.read(fields, StreamFields.all, in: "stream"), context)
    }

    static func bucket(_ given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try named(given, ["bucket", "name"], "bucket")
        try BucketInput.check(name: name)
        let kind = given["kind"]?.string ?? "kv"
        guard ["kv", "object"].contains(kind) else {
            throw ToolFailure("invalid_argument", "`bucket.kind` is kv or object.")
        }
        var fields = given
        for key in ["bucket", "name", "kind"] { fields[key] = nil }
        let known = kind == "kv" ? BucketSettings.keyValue : BucketSettings.objects
        let read = try ConfigurationInput.read(fields, known, in: "bucket")
        try await context.checkSupport(of: read, known)
        let wanted: JSONObject
        do {
            let fields = try BucketConfiguration.streamFields(read)
            wanted = kind == "kv" ? BucketConfiguration.keyValue(name, fields) : BucketConfiguration.objects(name, fields)
        } catch {
            throw ToolFailure("invalid_argument", "`bucket.\(error.field)`: \(error.message).")
        }
        var stream = wanted
        stream["name"] = nil
        let asStream = kind == "kv" ? KeyValueNames.stream(ofBucket: name) : ObjectNames.stream(ofBucket: name)
        return try await self.stream(asStream, stream, context, what: "bucket")
    }

    static func consumer(_ given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try named(given, ["stream", "stream_name"], "consumer", "stream")
        let name = try named(given, ["name", "durable_name"], "consumer")
        var fields = given
        for key in ["stream", "stream_name", "name"] { fields[key] = nil }
        var wanted = try ConfigurationInput.read(fields, ConsumerFields.all, in: "consumer")
        try await context.checkSupport(of: wanted, ConsumerFields.all)
        _ = try await StreamLookup.info(stream, context)
        let present: ConsumerInfo?
        do {
            present = try await context.jetStream.presentConsumer(of: stream, name)
        } catch {
            throw ToolFailure(error)
        }
        guard let present else {
            var json: JSONObject = ["name": .string(name)]
            for member in wanted.members where !member.value.isNull { json[member.key] = member.value }
            // What servers mean where nothing is said.
            if json["ack_policy"] == nil { json.append("ack_policy", "none") }
            if json["deliver_policy"] == nil { json.append("deliver_policy", "all") }
            let configuration = ConsumerConfiguration(json: json)
            try ConsumerNames.check(configuration)
            var change = ConsumerCreate(stream: stream, configuration: configuration)
            change.reserved = context.reservedSubjects
            return shown(
                await context.services.changes.planned(
                    change, with: ConsumerCreator(context.jetStream), target: context.services.target), isNew: "consumer")
        }
        try ConsumerNames.check(ConsumerConfiguration(json: wanted))
        erase(present.configuration.json, in: &wanted, but: ["name", "durable_name", "stream_name"])
        if wanted["ack_policy"] == .null { wanted["ack_policy"] = "none" }
        var change = ConsumerUpdate(stream: stream, consumer: name, wanted: wanted)
        change.reserved = context.reservedSubjects
        return shown(
            await context.services.changes.planned(
                change, with: ConsumerUpdater(context.jetStream), target: context.services.target))
    }

    private static func named(
        _ given: JSONObject, _ keys: [String], _ what: String, _ part: String = "name"
    ) throws(ToolFailure) -> String {
        for key in keys { if let name = given[key]?.string, !name.isEmpty { return name } }
        throw ToolFailure("missing_argument", "`\(what)` has no \(part): a configuration is reviewed for one \(what).")
    }

    /// - Parameter what: how it is called for whoever asks.
    private static func stream(
        _ name: String, _ given: JSONObject, _ context: ToolContext, what: String = "stream"
    ) async throws(ToolFailure) -> JSONObject {
        var wanted = given
        try await context.checkSupport(of: wanted, StreamFields.all)
        let changes = context.services.changes
        do {
            let info = try await context.jetStream.streamInfo(name)
            erase(info.configuration.json, in: &wanted, but: ["name"])
            var update = StreamUpdate(stream: name, fields: wanted, moment: WallTime.now().rfc3339)
            update.omitted = Set(info.configuration.json.keys).subtracting(given.keys).subtracting(["name"])
            return shown(
                await changes.planned(update, with: StreamUpdater(context.jetStream), target: context.services.target))
        } catch  where error.code == .streamNotFound {
            wanted.append("name", .string(name))
            let create = StreamCreate(configuration: StreamConfiguration(json: wanted))
            return shown(await changes.planned(create, with: StreamCreator(context.jetStream)), isNew: what)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// What a declaration leaves out it resets; the reasons that stand in the asset too.
    private static func erase(_ current: JSONObject, in wanted: inout JSONObject, but kept: Set<String>) {
        let reasons = AssetReasons.entries(current).map { AssetReasons.key($0.field) }
        if !reasons.isEmpty {
            var metadata = wanted["metadata"]?.object ?? [:]
            for key in reasons where metadata[key] == nil { metadata.append(key, "") }
            wanted["metadata"] = .object(metadata)
        }
        for field in current.keys where wanted[field] == nil && !kept.contains(field) { wanted.append(field, .null) }
    }

    private static func shown(_ report: ChangeReport, isNew what: String? = nil) -> JSONObject {
        var result: JSONObject = [
            "verdict": .string(report.verdict.rawValue), "findings": .array(report.findings.map { .object($0.json) }),
        ]
        if let changes = report.request["changes"] { result.append("changes", changes) }
        if case .none = report.loss {} else { result.append("loss", .object(report.loss.json)) }
        if let what { result.append("note", .string("There is no \(what) of this name: it would be made.")) }
        return result
    }
}
