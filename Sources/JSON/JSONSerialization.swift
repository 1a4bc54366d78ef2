extension JSONValue {
    /// The compact text: UTF-8, members in order, no white space, no raw newline, always valid UTF-8.
    public func serialized() -> [UInt8] { [] }

    /// Appends the compact text to a buffer.
    public func serialize(into buffer: inout [UInt8]) {}

    /// The compact text as a string.
    public var text: String { "" }

    /// Indented by two spaces, for people.
    public var prettyText: String { "" }

    /// One text per value whatever the order of members: keys sorted by code units, no white space
    /// (RFC 8785, but integers stay exact over 64 bits).
    public var canonicalText: String { "" }
}
