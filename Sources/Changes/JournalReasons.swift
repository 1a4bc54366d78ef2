import Guard
import JSON
import Model

/// Reasons as records of the journal have them.
struct JournalReasons {
    /// Which system a record is about.
    struct Place: Hashable {
        let context: String
        /// Servers of a cluster stand for each other; a single one is known by where it is, for its name may be made up anew.
        let system: String
        let domain: String
        let account: String

        init(_ target: Target) {
            context = target.context
            system = target.cluster ?? target.url
            domain = target.domain ?? ""
            account = target.account ?? ""
        }

        init(_ target: JSONObject) {
            context = target["context"]?.string ?? ""
            system = target["cluster"]?.string ?? target["url"]?.string ?? ""
            domain = target["domain"]?.string ?? ""
            account = target["account"]?.string ?? ""
        }
    }

    private struct Key: Hashable {
        let place: Place
        let asset: ReasonIndex.Asset
    }

    private struct Entry {
        let id: String
        /// Nil: the asset was deleted, and what was said of it before with it.
        let reason: (field: String, text: DocumentedReason)?
    }

    private var entries: [Key: [Entry]] = [:]

    /// What lines have that matter here: others are not even parsed.
    static let marks = [
        "\"reason\":", "\"status\":\"failed\"", "\"found\":\"did_not_happen\"", "\"change\":\"stream.delete\"",
        "\"change\":\"consumer.delete\"",
    ]

    mutating func take(_ record: JSONObject) {
        guard let id = record["id"]?.string else { return }
        if record["phase"] != "intent" {
            if record["status"] == "failed" || record["found"] == "did_not_happen" {
                for key in entries.keys { entries[key]?.removeAll { $0.id == id } }
            }
            return
        }
        let place = Place(record["target"]?.object ?? [:])
        let change = (record["change"]?.string ?? "").split(separator: ".")
        guard let kind = change.first.flatMap({ ReasonIndex.Asset.Kind(rawValue: String($0)) }) else { return }
        guard change.last != "delete" else {
            forget(kind, record["request"]?.object ?? [:], place, id)
            return
        }
        guard let asset = record["asset"]?.string else { return }
        let key = Key(place: place, asset: ReasonIndex.Asset(kind, asset))
        let time = record["time"]?.string
        for (field, text) in Self.texts(record) {
            let reason = DocumentedReason(text: text, place: .journal, time: time, by: record["caller"]?.string)
            entries[key, default: []].append(Entry(id: id, reason: (field, reason)))
        }
    }

    private static func texts(_ record: JSONObject) -> [(String, String)] {
        let fields = record["reason_for"]?.array?.compactMap(\.string) ?? []
        if let text = record["reason"]?.string { return fields.map { ($0, text) } }
        guard let texts = record["reason"]?.object else { return [] }
        let own = texts.members.compactMap { member in
            member.key == "*" ? nil : member.value.string.map { (member.key, $0) }
        }
        guard let general = texts["*"]?.string else { return own }
        return own + fields.filter { texts[$0] == nil }.map { ($0, general) }
    }

    private mutating func forget(_ kind: ReasonIndex.Asset.Kind, _ request: JSONObject, _ place: Place, _ id: String) {
        guard let stream = request["stream"]?.string else { return }
        let name = kind == .stream ? stream : stream + "/" + (request["consumer"]?.string ?? "")
        for key in entries.keys where key.place == place {
            // The consumers of a stream go with it.
            let isGone =
                key.asset == ReasonIndex.Asset(kind, name)
                || kind == .stream && key.asset.kind == .consumer && key.asset.name.hasPrefix(stream + "/")
            if isGone { entries[key]?.append(Entry(id: id, reason: nil)) }
        }
    }

    /// What has reasons, in order of names.
    func assets(in place: Place) -> [ReasonIndex.Asset] {
        entries.keys.filter { $0.place == place }.map(\.asset).sorted {
            ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name)
        }
    }

    func reasons(of asset: ReasonIndex.Asset, in place: Place) -> [String: DocumentedReason] {
        guard !entries.isEmpty else { return [:] }
        var found: [String: DocumentedReason] = [:]
        for entry in entries[Key(place: place, asset: asset)] ?? [] {
            if let reason = entry.reason { found[reason.field] = reason.text } else { found = [:] }
        }
        return found
    }
}
