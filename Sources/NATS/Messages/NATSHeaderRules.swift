extension NATSHeaders {
    /// The bytes of the header block, the version line and the empty line included.
    public var encodedSize: Int {
        fields.reduce(12) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    }

    /// Checks names and values; libnats lets line ends in names pass, which would be headers of their own.
    public func validate() throws(NATSError) {
        for field in fields {
            guard !field.name.isEmpty else { throw NATSError(.invalidHeader, "A header has no name.") }
            guard field.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) else {
                throw NATSError(
                    .invalidHeader,
                    "The header name \(NATSSubject.quoted(field.name)) may hold visible ASCII characters only, and no colon.")
            }
            guard !field.value.utf8.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
                throw NATSError(.invalidHeader, "The value of the header \(field.name) has a line end or NUL in it.")
            }
        }
    }
}
