import JSON
import Platform

/// The arguments the key-value tools share.
enum KeyFields {
    static let bucket = Field<String>.text("bucket", "The bucket's name (without KV_).").terse()
    static let key = Field<String>.text("key", "The key.").terse()
    static let value = Field<String?>.content("value", "The value, as text.", aliases: ["stdin"])
    static let base64 = Field<String?>.content(
        "value_base64", "The value as base64, instead of `value`, for bytes that are no text.")

    /// The bytes to write: from one of two arguments; nil when neither is given.
    static func bytes(
        _ arguments: Arguments, text: Field<String?>, base64: Field<String?>
    ) throws(ToolFailure) -> [UInt8]? {
        switch (try arguments(text), try arguments(base64)) {
        case (_?, _?): throw ToolFailure("invalid_argument", "Give `\(text.name)` or `\(base64.name)`, not both.")
        case (let value?, nil): return Array(value.utf8)
        case (nil, let encoded?):
            guard let bytes = Base64.decode(encoded) else {
                throw ToolFailure("invalid_argument", "`\(base64.name)` is no base64 (RFC 4648, with padding).")
            }
            return bytes
        case (nil, nil): return nil
        }
    }
}
