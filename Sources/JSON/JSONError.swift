/// Why a text is no JSON this program takes.
public struct JSONError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case syntax
        case duplicateKey = "duplicate_key"
        case invalidUTF8 = "invalid_utf8"
        case loneSurrogate = "lone_surrogate"
        case nulCharacter = "nul_character"
        case numberOutOfRange = "number_out_of_range"
        case tooDeep = "too_deep"
        case tooLarge = "too_large"
        case trailingText = "trailing_text"
        case empty
    }

    public let code: Code
    /// What was wrong, in words for a person; never echoes the document.
    public let message: String
    /// Where, in bytes from the start of the text.
    public let offset: Int

    public init(code: Code, message: String, offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}
