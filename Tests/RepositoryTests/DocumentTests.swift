import Testing

/// What the documents promise exists.
struct DocumentTests {
    static func targets() throws -> Set<String> {
        Set(try Repository.text("Makefile").matches(of: /(?m)^([a-z][a-z-]*):/).map { String($0.output.1) })
    }

    @Test(arguments: ["README.md", "CONTRIBUTING.md", ".ci/run"])
    func `every make command of the documents is in the Makefile`(path: String) throws {
        let named = try Repository.text(path).matches(of: /(?:`|^|\n)make ([a-z][a-z-]*)/).map { String($0.output.1) }
        #expect(!named.isEmpty)
        #expect(Set(named).subtracting(try Self.targets()).isEmpty)
    }

    @Test func `CI runs the checks and the tests of the README`() throws {
        let script = try Repository.text(".ci/run")
        #expect(script.contains("\nmake check\n"))
        #expect(script.contains("\nmake test\n"))
        #expect(try Repository.text("README.md").contains("make test"))
    }

    @Test func `the README stays one that is read to the end`() throws {
        #expect(try Repository.text("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 200)
    }

    @Test(arguments: ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
    func `every relative link leads somewhere`(path: String) throws {
        for link in try Repository.text(path).matches(of: /\]\((?!https?:|#)([^)#\s]+)/) {
            #expect(throws: Never.self, "\(path) links to \(link.output.1)") { try Repository.text(String(link.output.1)) }
        }
    }

    @Test func `the house table of CONTRIBUTING is the one the imports are held to`() throws {
        let rows = try Repository.text("CONTRIBUTING.md").matches(of: /(?m)^\| `([\w-]+)` \| ([^|]*) \|/)
        var table: [String: Set<String>] = [:]
        for row in rows {
            table[String(row.output.1)] = Set(row.output.2.matches(of: /`([\w-]+)`/).map { String($0.output.1) })
        }
        #expect(table == ImportDirectionTests.floors)
    }
}
