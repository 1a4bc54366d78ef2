extension NATSError {
    static func noResponders(_ subject: String) -> NATSError {
        NATSError(.noResponders, "Nobody listens on \(subject).")
    }

    static func payloadTooLarge(_ size: Int, maximum: Int) -> NATSError {
        NATSError(
            .payloadTooLarge, "The message has \(size) bytes with its headers; this server takes at most \(maximum) (max_payload).")
    }

    static func cancelled(mayHaveBeenSent: Bool) -> NATSError {
        NATSError(.cancelled, "The call was cancelled.", mayHaveBeenSent: mayHaveBeenSent)
    }

    static let closed = NATSError(.closed, "The connection was closed by this program.")
}

extension Duration {
    /// For people: "250 ms", "2 s", "1.5 s".
    var shown: String {
        let (seconds, attoseconds) = components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if seconds == 0 { return "\(milliseconds) ms" }
        if milliseconds == 0 { return "\(seconds) s" }
        var fraction = String(1000 + milliseconds).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(seconds).\(fraction) s"
    }
}
