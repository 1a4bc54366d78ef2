import Changes
import Guard
import JSON
import JetStream
import Model
import Platform

/// Reviews whole configurations, as tools that apply declarations send them: what one leaves out is reset.
enum AssetReview {
    static func stream(_ given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        guard let name = given["name"]?.string, !name.isEmpty else {
            throw ToolFailure("missing_argument", "`stream` has no name: a configuration is reviewed for one stream.")
        }
        var fields = given
        fields["name"] = nil
        let wanted = try ConfigurationInput.read(fields, StreamFields.all, in: "stream")
        try await context.checkSupport(of: wanted, StreamFields.all)
        return try await review(stream: name, wanted, called: "stream", context)
    }

    /// A bucket as clients make it, with what was given.
    static func bucket(_ given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        guard let bucket = given["bucket"]?.string else {
            throw ToolFailure("missing_argument", "`bucket` has no member `bucket`: which one is it about?")
        }
        try BucketInput.check(name: bucket)
        let kind = given["kind"]?.string ?? "kv"
        guard kind == "kv" || kind == "object" else {
            throw ToolFailure("invalid_argument", "`bucket.kind` must be kv or object.")
        }
        var settings = given
        settings["bucket"] = nil
        settings["kind"] = nil
        let input = kind == "kv" ? KeyAdd.input : ObjectAdd.input
        let read = try ConfigurationInput.read(settings, input.known, in: "bucket")
        let fields = try await input.read(bucket, given: read, context)
        var wanted =
            kind == "kv" ? BucketConfiguration.keyValue(bucket, fields) : BucketConfiguration.objects(bucket, fields)
        let name = kind == "kv" ? KeyValueNames.stream(ofBucket: bucket) : ObjectNames.stream(ofBucket: bucket)
        wanted["name"] = nil
        return try await review(stream: name, wanted, called: "bucket", context)
    }

    static func consumer(_ given: JSONObject, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        guard let stream = given["stream_name"]?.string ?? given["stream"]?.string, !stream.isEmpty else {
            throw ToolFailure("missing_argument", "`consumer` has no stream_name: whose consumer is it?")
        }
        guard let name = given["name"]?.string ?? given["durable_name"]?.string, !name.isEmpty else {
            throw ToolFailure("missing_argument", "`consumer` has no name: a configuration is reviewed for one consumer.")
        }
        var fields = given["config"]?.object ?? given
        for key in ["stream_name", "stream", "name"] { fields[key] = nil }
        var wanted = try ConfigurationInput.read(fields, ConsumerFields.all, in: "consumer")
        try ConsumerNames.check(ConsumerConfiguration(json: JSONObject.joined(["name": .string(name)], wanted)))
        try await context.checkSupport(of: wanted, ConsumerFields.all)
        _ = try await StreamLookup.info(stream, context)
        let present: ConsumerInfo?
        do {
            present = try await context.jetStream.presentConsumer(of: stream, name)
        } catch {
            throw ToolFailure(error)
        }
        guard let present else {
            wanted["name"] = .string(name)
            var create = ConsumerCreate(
                stream: stream, configuration: ConsumerConfiguration(json: wanted.withoutNulls))
            create.reserved = context.reservedSubjects
            let report = await context.services.changes.planned(create, with: ConsumerCreator(context.jetStream))
            return result(report, called: "consumer")
        }
        for field in present.configuration.own.keys where wanted[field] == nil && field != "name" && field != "durable_name" {
            wanted.append(field, .null)
        }
        var update = ConsumerUpdate(stream: stream, consumer: name, wanted: wanted)
        update.reserved = context.reservedSubjects
        return result(
            await context.services.changes.planned(update, with: ConsumerUpdater(context.jetStream)), called: "consumer")
    }

    /// - Parameter wanted: without its name.
    private static func review(
        stream name: String, _ wanted: JSONObject, called kind: String, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        var wanted = wanted
        let changes = context.services.changes
        do {
            let info = try await context.jetStream.streamInfo(name)
            for field in info.configuration.json.keys where wanted[field] == nil && field != "name" {
                wanted.append(field, .null)
            }
            let update = StreamUpdate(stream: name, fields: wanted, moment: WallTime.now().rfc3339)
            return result(await changes.planned(update, with: StreamUpdater(context.jetStream)), called: kind)
        } catch  where error.code == .streamNotFound {
            wanted.append("name", .string(name))
            let create = StreamCreate(configuration: StreamConfiguration(json: wanted))
            return result(await changes.planned(create, with: StreamCreator(context.jetStream)), called: kind)
        } catch {
            throw ToolFailure(error)
        }
    }

    private static func result(_ report: ChangeReport, called kind: String) -> JSONObject {
        var result: JSONObject = [
            "verdict": .string(report.verdict.rawValue), "findings": .array(report.findings.map { .object($0.json) }),
        ]
        if let changes = report.request["changes"] { result.append("changes", changes) }
        if case .none = report.loss {} else { result.append("loss", .object(report.loss.json)) }
        if report.request["changes"] == nil {
            result.append("note", .string("There is no \(kind) of this name: it would be made."))
        }
        return result
    }
}

extension JSONObject {
    /// The same without members that are null.
    fileprivate var withoutNulls: JSONObject {
        JSONObject(uniqueMembers: members.filter { !$0.value.isNull }.map { $0 })
    }
}
