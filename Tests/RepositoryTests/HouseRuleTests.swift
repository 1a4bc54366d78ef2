import Testing

/// The habits of the house that a search can hold.
struct HouseRuleTests {
    static func offences(
        against pattern: Regex<Substring>, in view: SwiftView, except modules: Set<String> = []
    ) throws -> [String] {
        try Repository.sources.get().filter { !modules.contains($0.module) }.flatMap { $0.matches(pattern, in: view) }
    }

    /// Names the offending lines when there are any.
    func expectNone(_ found: [String], at place: SourceLocation = #_sourceLocation) {
        #expect(found == [], sourceLocation: place)
    }

    /// Guard names it to refuse it: its examples are its tests, and no network is below it.
    @Test func `only JetStream names the JetStream API`() throws {
        // Guides are texts for people, which nothing sends.
        expectNone(
            try Self.offences(against: /\$JS\.API/, in: .codeAndStrings, except: ["JetStream", "Guard"])
                .filter { !$0.hasPrefix("Sources/Operator/Resources/Guides/") })
    }

    @Test func `only NATS and System name system requests, NATS only those about ourselves, System none that change anything`()
        throws
    {
        let about = /\$SYS\.REQ\.(?!USER\.INFO|ACCOUNT\.PING\.CONNZ)/
        expectNone(try Self.offences(against: /\$SYS\.REQ/, in: .codeAndStrings, except: ["NATS", "System", "Guard"]))
        expectNone(try Self.offences(against: about, in: .codeAndStrings, except: ["System", "Guard"]))
        let doing = /(?i)"[^"]*\b(?:KICK|LDM|RELOAD|PROFILEZ|CLAIMS|PACK|DELETE|UPDATE|STEPDOWN)\b/
        let asking = try Repository.sources.get().filter { $0.module == "System" }
        expectNone(asking.flatMap { $0.matches(doing, in: .codeAndStrings) })
    }

    @Test func `unsafe constructs stand only in the three modules that touch C`() throws {
        expectNone(try Self.offences(against: /\bunsafe\b/, in: .code, except: ["JSON", "NATS", "Platform"]))
    }

    @Test func `nothing in Sources can trap on purpose`() throws {
        let traps = /\b(?:fatalError|preconditionFailure|precondition|assertionFailure|assert)\s*\(|\btry!|\bas!/
        expectNone(try Self.offences(against: traps, in: .code))
    }

    @Test func `nothing in Sources unwraps by force`() throws {
        expectNone(try Self.offences(against: /[\w\)\]\}]!(?!=)/, in: .code))
    }

    @Test func `Foundation stays out of the product`() throws {
        expectNone(try Self.offences(against: /\bimport\s+Foundation/, in: .code))
    }

    @Test func `stdout belongs to the protocol: nothing prints`() throws {
        expectNone(try Self.offences(against: /(?:^|[^\w.])(?:print|debugPrint|dump)\(/, in: .code, except: ["nats-operator"]))
    }

    /// libdispatch, Swift's default executor on Linux, wakes a process once a second for ever after its first use.
    @Test func `tasks run on our own pool, and nobody sleeps`() throws {
        expectNone(try Self.offences(against: /\bTask(?:\.detached)?\s*(?:\{|\(priority)|\bTask\.sleep\b/, in: .code))
        expectNone(try Self.offences(against: /\bDispatch\w+|\bimport Dispatch|\bAsyncParsableCommand\b/, in: .code))
    }

    @Test func `no file is longer than one can read in a sitting`() throws {
        let long = try (Repository.sources.get() + Repository.tests.get()).filter { $0.lineCount > 500 }
        #expect(long.map { "\($0.path): \($0.lineCount) lines" } == [])
    }

    @Test func `no module shares its name with a type in it`() throws {
        for file in try Repository.sources.get() {
            let types = file.code.matches(of: /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/)
            for type in types.map({ String($0.output.1) }) {
                #expect(type != file.module, "\(file.path) declares \(type), the name of its module")
            }
        }
    }

    @Test func `no test is switched off`() throws {
        let switches = /\.disabled\(|\bwithKnownIssue\b|\bXCTSkip|#expect\(true\)/
        let files = try Repository.tests.get().filter { $0.path != "Tests/RepositoryTests/HouseRuleTests.swift" }
        #expect(files.flatMap { $0.matches(switches, in: .code) } == [])
    }
}
