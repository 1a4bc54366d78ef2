import Dispatch

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// SIGTERM, SIGINT and SIGHUP as a call instead of the end of the process.
// Sources are thread-safe objects of libdispatch; the array never changes.
public final class TerminationSignals: @unchecked Sendable {
    private let sources: [any DispatchSourceSignal]

    public init(_ handler: @escaping @Sendable () -> Void) {
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: handler)
            source.activate()
            return source
        }
    }

    public func cancel() {
        for source in sources { source.cancel() }
    }
}
