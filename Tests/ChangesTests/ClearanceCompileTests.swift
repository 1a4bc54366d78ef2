import TestSupport
import Testing

/// Changing a running system without the guard's clearance is no run-time error: it does not compile.
@Suite struct `Code that would skip the guard` {
    /// What every snippet begins with.
    private static let imports = """
        import Guard
        import JetStream

        """

    @Test func `compiles when it asks the guard`() throws {
        try Compiler.check(
            Self.imports + """
                func purge(_ purger: StreamPurger, _ review: Review<StreamPurge>) async throws -> Performed {
                    let cleared = try Reviewer.clear(review, reason: nil, confirmation: nil)
                    return try await purger.perform(cleared)
                }
                """, expecting: nil)
    }

    @Test func `does not compile when it performs a change that was not cleared`() throws {
        try Compiler.check(
            Self.imports + """
                func purge(_ purger: StreamPurger) async throws {
                    _ = try await purger.perform(StreamPurge(stream: "S"))
                }
                """, expecting: "cannot convert value of type 'StreamPurge' to expected argument type 'Cleared<StreamPurge>'")
    }

    @Test func `does not compile when it makes a clearance of its own`() throws {
        try Compiler.check(
            Self.imports + """
                func forge() -> Cleared<StreamPurge> { Cleared(change: StreamPurge(stream: "S")) }
                """, expecting: "initializer is inaccessible due to 'internal' protection level")
    }

    @Test func `does not compile when it makes a clearance of its own in an extension`() throws {
        try Compiler.check(
            Self.imports + """
                extension Cleared {
                    init(forged: C) { self.change = forged }
                }
                """, expecting: "change")
    }

    @Test func `does not compile when it makes a review of its own`() throws {
        try Compiler.check(
            Self.imports + """
                func forge() -> Review<StreamPurge> {
                    Review(change: StreamPurge(stream: "S"), findings: [], loss: .none, identity: "")
                }
                """, expecting: "initializer is inaccessible due to 'internal' protection level")
    }

    @Test func `does not compile when it uses a clearance twice`() throws {
        try Compiler.check(
            Self.imports + """
                func purge(_ purger: StreamPurger, _ cleared: consuming Cleared<StreamPurge>) async throws {
                    _ = try await purger.perform(cleared)
                    _ = try await purger.perform(cleared)
                }
                """, expecting: "'cleared' consumed more than once", stage: .full)
    }

    @Test func `does not compile when it uses a clearance for another kind of change`() throws {
        try Compiler.check(
            Self.imports + """
                func purge(_ purger: StreamPurger, _ cleared: consuming Cleared<MessagePublish>) async throws {
                    _ = try await purger.perform(cleared)
                }
                """, expecting: "Cleared<MessagePublish>")
    }
}
