import Testing

/// A module imports only modules below it. The compiler lets an undeclared import of a transitive dependency pass, this doesn't.
struct ImportDirectionTests {
    /// The floors of the house: what each module may import of ours and of packages. The same table is in CONTRIBUTING.md.
    static let floors: [String: Set<String>] = [
        "CNats": [],
        "CJansson": [],
        "COpenSSL": [],
        "Platform": ["COpenSSL"],
        "JSON": ["CJansson"],
        "NATS": ["CNats", "COpenSSL", "JSON", "Platform"],
        "Embedded": ["NATS", "Platform"],
        "Model": ["JSON"],
        "Archive": ["Model", "JSON", "Platform"],
        "Guard": ["Model", "JSON"],
        "JetStream": ["NATS", "Model", "Guard", "JSON", "Platform"],
        "Changes": ["JetStream", "Guard", "Model", "JSON", "Platform"],
        "System": ["NATS", "Model", "JSON", "Platform"],
        "Audit": ["Guard", "Model", "JSON"],
        "Collect": ["Archive", "JetStream", "System", "Audit", "NATS", "Model", "JSON", "Platform"],
        "Operator": [
            "Archive", "Changes", "Collect", "Audit", "JetStream", "System", "NATS", "Guard", "Model", "JSON", "Platform",
        ],
        "MCP": ["JSON", "Platform"],
        "Serve": ["MCP", "Operator", "Changes", "JetStream", "System", "Guard", "NATS", "JSON", "Platform"],
        "nats-operator": [
            "Serve", "MCP", "Operator", "Changes", "Collect", "Audit", "JetStream", "Guard", "Model", "Embedded", "NATS",
            "JSON", "Platform",
        ],
    ]

    /// What comes with the compiler or the system. Foundation is not among it: it costs size, start-up and memory on every launch.
    static let systemModules: Set<String> = ["Darwin", "MachO", "Glibc", "Musl", "Synchronization", "Dispatch"]

    static func imports(of file: SwiftFile) -> [String] {
        // Attributes and the access level before `import`, the kind of a single declaration after it.
        let line = /(?m)^\s*(?:@[\w()]+\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let)\s+)?(\w+)/
        return file.code.matches(of: line).map { String($0.output.1) }
    }

    @Test func `the table, the folders and Package-swift name the same modules`() throws {
        let declared = Manifest(text: try Repository.text("Package.swift")).dependencies
        let modules = try Repository.modules()
        #expect(Set(modules) == Set(Self.floors.keys))
        for module in modules {
            let listed = try #require(declared[module], "\(module) is not a target of Package.swift")
            #expect(listed == Self.floors[module], "\(module): Package.swift and ImportDirectionTests.floors disagree")
        }
    }

    @Test func `a module imports only what the table allows it`() throws {
        let wrong = try Repository.sources.get().flatMap { file in
            let allowed = (Self.floors[file.module] ?? []).union(Self.systemModules)
            return Self.imports(of: file).filter { !allowed.contains($0) }.map { "\(file.path) imports \($0)" }
        }
        #expect(wrong == [])
    }

    @Test func `a test target imports only what Package-swift declares for it`() throws {
        let declared = Manifest(text: try Repository.text("Package.swift")).dependencies
        let free = Self.systemModules.union(["Testing", "Foundation", "FoundationEssentials"])
        let wrong = try Repository.tests.get().flatMap { file in
            let allowed = (declared[file.module] ?? []).union(free)
            return Self.imports(of: file).filter { !allowed.contains($0) }.map { "\(file.path) imports \($0)" }
        }
        #expect(wrong == [])
    }

    @Test func `the floors lead down: no module reaches itself`() {
        func reaches(_ name: String, from start: String, seen: inout Set<String>) -> Bool {
            for next in Self.floors[start] ?? [] where seen.insert(next).inserted {
                if next == name || reaches(name, from: next, seen: &seen) { return true }
            }
            return false
        }
        for module in Self.floors.keys {
            var seen: Set<String> = []
            #expect(!reaches(module, from: module, seen: &seen), "\(module) depends on itself")
        }
    }

    @Test func `an import is found however it is written`() {
        let file = SwiftFile(
            path: "Sources/X/Y.swift",
            text: """
                public import JSON
                  @testable import Guard
                // import NATS
                import struct Model.Stream
                let s = "import MCP"
                """)
        #expect(Self.imports(of: file) == ["JSON", "Guard", "Model"])
    }
}
