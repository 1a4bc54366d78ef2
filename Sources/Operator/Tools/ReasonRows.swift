import Changes
import Guard
import JSON
import JetStream
import Model
import Platform

/// Reasons for deviations, as results show them.
struct ReasonRows {
    let asset: ReasonIndex.Asset
    let configuration: JSONObject
    let deviations: [Deviation]

    /// Puts what is known of reasons into a result: `reasons` by field, and which deviations have none.
    /// - Parameters:
    ///   - full: whether a large journal is read for it too.
    ///   - call: what reads it, where this call did not.
    func add(
        to object: inout JSONObject, full: Bool, or call: String = "detail=full", _ context: ToolContext
    ) async {
        let (journal, isComplete) = await context.services.changes.reasons.reasons(
            of: asset, in: context.services.target, within: full ? .max : ReasonIndex.small)
        var rows: JSONObject = [:]
        let inAsset = AssetReasons.entries(configuration)
        for entry in inAsset {
            // The same is in the journal too, with who gave it.
            let by = journal[entry.field].flatMap { $0.text == entry.text ? $0.by : nil }
            rows.append(
                entry.field, .object(Self.row(DocumentedReason(text: entry.text, place: .asset, time: entry.day, by: by))))
        }
        for (field, reason) in journal.sorted(by: { $0.key < $1.key }) where rows[field] == nil {
            // What went back to its default meanwhile needs none any more.
            guard configuration[field] != nil else { continue }
            rows.append(field, .object(row(reason)))
        }
        if !rows.isEmpty { object.append("reasons", .object(rows)) }
        let open = deviations.filter { rows[$0.field] == nil && (full || $0.level >= .warn) }.map(\.field)
        if !open.isEmpty, isComplete { object.append("without_reason", .array(open.map { .string($0) })) }
        if !isComplete { object.append("reasons_unread", .string("The journal is large: \(call) reads it.")) }
    }

    private static func row(_ reason: DocumentedReason) -> JSONObject {
        var row: JSONObject = ["why": .string(reason.text), "in": .string(reason.place.rawValue)]
        if let time = reason.time { row.append("since", .string(time)) }
        if let by = reason.by { row.append("by", .string(by)) }
        return row
    }

    private func row(_ reason: DocumentedReason) -> JSONObject {
        var row = Self.row(reason)
        if let given = reason.time.flatMap(WallTime.init(rfc3339:)), let made = created.flatMap(WallTime.init(rfc3339:)),
            given.advanced(by: .seconds(300)) < made
        {
            row.append("note", "given for one of this name that was there before")
        }
        return row
    }

    private let created: String?
}

extension ReasonRows {
    init(_ info: StreamInfo) {
        self.init(
            asset: ReasonIndex.Asset(.stream, info.name), configuration: info.configuration.json,
            deviations: Deviations.of(stream: info.configuration), created: info.created)
    }

    init(_ info: ConsumerInfo) {
        self.init(
            asset: ReasonIndex.Asset(.consumer, info.stream + "/" + info.name), configuration: info.configuration.json,
            deviations: Deviations.of(consumer: info.configuration), created: info.created)
    }

    private init(asset: ReasonIndex.Asset, configuration: JSONObject, deviations: [Deviation], created: String) {
        self.asset = asset
        self.configuration = configuration
        self.deviations = deviations
        self.created = created
    }

    /// Fields that differ from their defaults, without the reasons in the metadata, which are shown by themselves.
    static func bare(_ fields: JSONObject) -> JSONObject {
        guard var metadata = fields["metadata"]?.object else { return fields }
        for key in metadata.keys where key.hasPrefix(AssetReasons.prefix) { metadata[key] = nil }
        var fields = fields
        fields["metadata"] = metadata.isEmpty ? nil : .object(metadata)
        return fields
    }

    /// What a bucket's stream has otherwise than clients make it, beside what the bucket's own words tell.
    static func unusual(_ info: StreamInfo, but told: Set<String>) -> JSONObject {
        var found: JSONObject = [:]
        let usual = Deviations.usual(info.configuration)
        for change in ConfigurationComparison.changes(from: usual, to: info.configuration.json, defaults: StreamDefaults.values)
        where !told.contains(change.field) { found.append(change.field, change.to ?? "default") }
        return found
    }
}
