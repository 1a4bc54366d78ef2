#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The running program as a whole.
public enum Program {
    /// Ends it, with what has been written flushed.
    public static func exit(_ code: Int32) -> Never {
        #if canImport(Darwin)
            Darwin.exit(code)
        #else
            Glibc.exit(code)
        #endif
    }
}
