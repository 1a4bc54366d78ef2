import CNats

/// A status of libnats other than OK, with the text the library has for it.
struct LibraryStatus: Error, Sendable {
    let status: natsStatus
    let text: String

    /// - Parameter detail: the library's own text about this failure, where there is one.
    init(_ status: natsStatus, detail: String? = nil) {
        self.status = status
        let general = unsafe natsStatus_GetText(status).map { unsafe String(cString: $0) } ?? "status \(status.rawValue)"
        if let detail, !detail.isEmpty { text = Self.withoutSource(detail) } else { text = general }
    }

    /// What the library noted on this thread about a call that just failed with `status`.
    static func justFailed(_ status: natsStatus) -> LibraryStatus { noted(status) ?? LibraryStatus(status) }

    /// The same; nil where it noted nothing.
    static func noted(_ status: natsStatus) -> LibraryStatus? {
        var noted = NATS_OK
        guard let detail = unsafe nats_GetLastError(&noted), noted == status else { return nil }
        return unsafe LibraryStatus(status, detail: String(cString: detail))
    }

    /// The library's texts start with the place in its source: `(conn.c:1234): `.
    private static func withoutSource(_ text: String) -> String {
        guard text.hasPrefix("("), let end = text.utf8.firstIndex(of: UInt8(ascii: ")")) else { return text }
        let rest = text[text.utf8.index(after: end)...].drop { $0 == ":" || $0 == " " }
        return rest.isEmpty ? text : String(rest)
    }
}
