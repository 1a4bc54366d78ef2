import Platform
import Synchronization

/// What people read besides results: always the error stream.
enum Notes {
    /// How many characters of a line that is written over and over are there.
    private static let line = Mutex(0)

    static func write(_ text: String) { StandardError.write("nats-operator: " + text + "\n") }

    /// How far a call is: on a terminal one line, written over; elsewhere a line each time.
    static func progress(_ text: String) {
        guard Terminal.isTerminal(2) else { return write(text) }
        line.withLock { length in
            let padding = String(repeating: " ", count: max(0, length - text.count))
            StandardError.write("\r" + text + padding)
            length = text.count
        }
    }

    /// Leaves that line.
    static func endProgress() {
        line.withLock { length in
            if length > 0 { StandardError.write("\n") }
            length = 0
        }
    }
}
