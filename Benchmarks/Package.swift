// swift-tools-version: 6.3
import PackageDescription

// Our figures beside those of the C libraries underneath, taken in the same run:
//   swift run -c release --package-path Benchmarks json-bench

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "nats-operator", path: "..")],
    targets: [
        .systemLibrary(
            name: "CJanssonBare", pkgConfig: "jansson",
            providers: [.apt(["libjansson-dev"]), .brew(["jansson"])]),
        .executableTarget(
            name: "json-bench",
            dependencies: ["CJanssonBare", .product(name: "NATSOperatorInternals", package: "nats-operator")]),
    ],
    swiftLanguageModes: [.v6]
)
