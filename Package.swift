// swift-tools-version: 6.3
import PackageDescription

// A module imports only modules below it; RepositoryTests compares the import lines with this list,
// because the compiler lets an undeclared import of a transitive dependency pass.

let features: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// The modules that touch C: every unsafe construct there is marked, every warning is an error.
let strict: [SwiftSetting] = features + [.strictMemorySafety(), .treatAllWarnings(as: .error)]

let package = Package(
    name: "nats-operator",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "nats-operator", targets: ["nats-operator"]),
        // For Benchmarks/, a package of its own; nothing in it is promised to anyone else.
        .library(name: "NATSOperatorInternals", targets: ["JSON"]),
    ],
    targets: [
        // C libraries
        .systemLibrary(
            name: "CNats", pkgConfig: "libnats",
            providers: [.apt(["libnats-dev"]), .brew(["cnats"])]),
        .systemLibrary(
            name: "CJansson", pkgConfig: "jansson",
            providers: [.apt(["libjansson-dev"]), .brew(["jansson"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),

        // Foundations
        .target(name: "Platform", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "JSON", dependencies: ["CJansson"], swiftSettings: strict),
        .target(name: "NATS", dependencies: ["CNats", "COpenSSL", "JSON", "Platform"], swiftSettings: strict),
        .target(name: "Embedded", dependencies: ["NATS", "Platform"], swiftSettings: features),

        // Domain
        .target(name: "Model", dependencies: ["JSON"], swiftSettings: features),
        .target(name: "Archive", dependencies: ["Model", "JSON", "Platform"], swiftSettings: features),
        .target(name: "Guard", dependencies: ["Model", "JSON"], swiftSettings: features),
        .target(
            name: "JetStream", dependencies: ["NATS", "Model", "Guard", "JSON", "Platform"], swiftSettings: features),
        .target(name: "System", dependencies: ["NATS", "Model", "JSON", "Platform"], swiftSettings: features),
        .target(
            name: "Changes",
            dependencies: [
                "JetStream", "Guard", "Model", "JSON", "Platform",
            ], swiftSettings: features),

        .target(name: "Audit", dependencies: ["Guard", "Model", "JSON"], swiftSettings: features),
        .target(
            name: "Collect", dependencies: ["Archive", "JetStream", "System", "Audit", "NATS", "Model", "JSON", "Platform"],
            swiftSettings: features),

        // What an assistant gets
        .target(
            name: "Operator",
            dependencies: [
                "Archive", "Changes", "Collect", "Audit", "JetStream", "System", "NATS", "Guard", "Model", "JSON", "Platform",
            ],
            swiftSettings: features),
        .target(
            name: "MCP",
            dependencies: ["JSON", "Platform"],
            swiftSettings: features),
        .target(
            name: "Serve",
            dependencies: ["MCP", "Operator", "Changes", "JetStream", "System", "Guard", "NATS", "JSON", "Platform"],
            swiftSettings: features),
        .executableTarget(
            name: "nats-operator",
            dependencies: [
                "Serve", "MCP", "Operator", "Changes", "Collect", "Audit", "JetStream", "Guard", "Model", "Embedded", "NATS",
                "JSON", "Platform",
            ], swiftSettings: features),

        // Tests
        .target(
            name: "TestSupport", dependencies: ["NATS", "COpenSSL", "JSON", "Platform"], path: "Tests/TestSupport",
            swiftSettings: features),
        .testTarget(name: "PlatformTests", dependencies: ["Platform", "TestSupport"], swiftSettings: features),
        .testTarget(
            name: "JSONTests", dependencies: ["JSON", "TestSupport"], resources: [.copy("Fixtures")], swiftSettings: features),
        .testTarget(name: "NATSTests", dependencies: ["NATS", "JSON", "Platform", "TestSupport"], swiftSettings: features),
        .testTarget(
            name: "EmbeddedTests", dependencies: ["Embedded", "NATS", "Platform", "TestSupport"], swiftSettings: features),
        .testTarget(name: "ModelTests", dependencies: ["Model", "JSON"], swiftSettings: features),
        .testTarget(
            name: "ArchiveTests", dependencies: ["Archive", "Model", "NATS", "JSON", "Platform", "TestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: features),
        .testTarget(name: "GuardTests", dependencies: ["Guard", "Model", "JSON"], swiftSettings: features),
        .testTarget(
            name: "JetStreamTests", dependencies: ["JetStream", "Guard", "Model", "NATS", "JSON", "Platform", "TestSupport"],
            swiftSettings: features),
        .testTarget(
            name: "SystemTests", dependencies: ["System", "Model", "NATS", "JSON", "TestSupport"], swiftSettings: features),
        .testTarget(
            name: "ChangesTests",
            dependencies: ["Changes", "JetStream", "Guard", "Model", "NATS", "JSON", "Platform", "TestSupport"],
            swiftSettings: features),
        .testTarget(
            name: "AuditTests", dependencies: ["Audit", "Guard", "Model", "JSON"], exclude: ["Fixtures"], swiftSettings: features),
        .testTarget(name: "CollectTests", dependencies: ["Collect", "Audit", "JSON"], swiftSettings: features),
        .testTarget(
            name: "OperatorTests",
            dependencies: ["Operator", "Changes", "JetStream", "NATS", "Model", "JSON", "Platform", "TestSupport"],
            swiftSettings: features),
        .testTarget(name: "MCPTests", dependencies: ["MCP", "JSON", "Platform", "TestSupport"], swiftSettings: features),
        .testTarget(name: "RepositoryTests", dependencies: ["JSON", "TestSupport"], swiftSettings: features),
    ],
    swiftLanguageModes: [.v6]
)
