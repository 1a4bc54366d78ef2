public import JSON

extension JSONObject {
    /// A configuration without the metadata that servers add by themselves (`_nats.*`).
    public var withoutServerMetadata: JSONObject {
        guard var metadata = self["metadata"]?.object else { return self }
        for key in metadata.keys where key.hasPrefix("_nats.") { metadata[key] = nil }
        var own = self
        own["metadata"] = metadata.isEmpty ? nil : .object(metadata)
        return own
    }
}
