import Platform

/// What people read besides results: always the error stream.
enum Notes {
    static func write(_ text: String) { StandardError.write("nats-operator: " + text + "\n") }
}
