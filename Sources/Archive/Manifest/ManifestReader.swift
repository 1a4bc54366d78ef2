import JSON
import Platform

/// Reads members of a manifest: what it needs must be there and of its kind, what it does not know it leaves alone.
struct ManifestReader {
    let object: JSONObject
    /// Where it stands in the document, for messages.
    let place: String

    init(_ value: JSONValue?, _ place: String) throws(ArchiveError) {
        guard let object = value?.object else { throw Self.fault("\(place) is no object") }
        self.object = object
        self.place = place
    }

    static func fault(_ message: String) -> ArchiveError {
        ArchiveError("manifest_invalid", "the manifest can't be used: \(message)")
    }

    func text(_ key: String) throws(ArchiveError) -> String {
        guard let text = object[key]?.string else { throw wrong(key, "a string") }
        return text
    }

    func optionalText(_ key: String) throws(ArchiveError) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.string else { throw wrong(key, "a string") }
        return text
    }

    func number(_ key: String) throws(ArchiveError) -> UInt64 {
        guard let number = object[key]?.uint64 else { throw wrong(key, "an integer of at least 0") }
        return number
    }

    func flag(_ key: String) throws(ArchiveError) -> Bool {
        guard let flag = object[key]?.bool else { throw wrong(key, "true or false") }
        return flag
    }

    func time(_ key: String) throws(ArchiveError) -> WallTime {
        guard let time = object[key]?.string.flatMap(WallTime.init(rfc3339:)) else { throw wrong(key, "a time (RFC 3339)") }
        return time
    }

    func array(_ key: String) throws(ArchiveError) -> [JSONValue] {
        guard let array = object[key]?.array else { throw wrong(key, "an array") }
        return array
    }

    func inner(_ key: String) throws(ArchiveError) -> ManifestReader { try ManifestReader(object[key], "\(place).\(key)") }

    func wrong(_ key: String, _ wanted: String) -> ArchiveError {
        let found = object[key].map { "is of another kind (\($0.kindName))" } ?? "is missing"
        return Self.fault("\(place).\(key) \(found); it must be \(wanted)")
    }
}
