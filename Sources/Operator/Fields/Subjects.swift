import NATS

/// Subjects as arguments.
enum Subjects {
    /// One to publish to: no wildcards.
    static func check(_ subject: String, argument: String) throws(ToolFailure) {
        do {
            try NATSSubject.validate(subject)
        } catch {
            throw ToolFailure(error.code.rawValue, "`\(argument)`: \(error.message)")
        }
    }

    /// One to look for: `*` and `>` stand for parts.
    static func checkFilter(_ filter: String, argument: String) throws(ToolFailure) {
        do {
            try NATSSubject.validateFilter(filter)
        } catch {
            throw ToolFailure(error.code.rawValue, "`\(argument)`: \(error.message)")
        }
    }
}
