import NATS
import TestSupport
import Testing

/// One server for all tests of a suite; gone with its end.
struct WorldTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: JetStreamWorld?
    var configuration = ""

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let world = try await JetStreamWorld(configuration)
        try await Self.$current.withValue(world) { try await function() }
        await world.client.close()
    }
}

extension Trait where Self == WorldTrait {
    static var world: WorldTrait { WorldTrait() }
}

/// The suite's world.
func world() throws -> JetStreamWorld { try #require(WorldTrait.current) }
