public import JSON

/// Where a stream's `republish` sends its messages.
public enum Republishing {
    /// As a pattern: what is filled in from the subject can be any token. Nil for a configuration that republishes nothing.
    public static func destination(_ configuration: JSONObject) -> String? {
        guard let republish = configuration["republish"]?.object, !republish.isEmpty else { return nil }
        return RepublishWay.destination(republish)
    }
}
