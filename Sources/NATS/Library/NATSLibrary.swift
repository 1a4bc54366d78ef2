import CNats
import COpenSSL

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The libnats this runs on.
public enum NATSLibrary {
    /// The version found at run time, for example "3.4.1".
    public static var version: String { text(nats_GetVersionNumber()) }

    /// The version of the headers this was built with.
    public static var headerVersion: String { text(cn_header_version()) }

    /// Refuses a library older than the headers this was built with: its structures would be other ones.
    ///
    /// libnats has a check of its own, which prints to standard output and ends the process: deadly for a server on stdio.
    public static func check() throws(NATSError) {
        try check(built: cn_header_version(), running: nats_GetVersionNumber())
    }

    static func check(built: UInt32, running: UInt32) throws(NATSError) {
        guard running >> 8 < built >> 8 else { return }
        throw NATSError(
            .unsupported,
            "This program was built with libnats \(text(built)) but finds libnats \(text(running)) at run time. "
                + "Install libnats \(text(built)) or newer, or build the program again on this machine.")
    }

    /// Whether the library can do the TLS handshake before the server's INFO.
    public static var canHandshakeFirst: Bool { cn_header_version() >= 0x030900 }

    /// Whether the library sends a signature whatever byte it begins with.
    static var sendsEverySignature: Bool { nats_GetVersionNumber() >= 0x030800 }

    /// Why it can't.
    static var handshakeFirstLack: String { "that needs libnats 3.9 or newer, and this program was built with \(headerVersion)" }

    private static func text(_ number: UInt32) -> String { "\(number >> 16).\(number >> 8 & 0xFF).\(number & 0xFF)" }

    /// Writing to a TLS connection that is gone raises SIGPIPE inside OpenSSL; without this the process would end.
    static let prepareOnce: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()

    /// Opens the library, which takes a few random bytes from OpenSSL to begin with: those of the system, so that a process
    /// without TLS never pays for more of OpenSSL than that.
    static let openOnce: Void = {
        co_use_system_random(1)
        // What fails here fails again where it is told, when options are made.
        // A thread of the library that waits for a lock tries it 2000 times first, and on few processors takes one from the
        // thread that has it. Where many calls are under way, fewer tries were at least as good, and none were worse.
        _ = nats_Open(50)
        co_use_system_random(0)
    }()
}
