/// One thing the guard knows. A rule is a value in a file of its own; its examples are its tests and its documentation.
public struct Rule<C: Change>: Sendable {
    /// Stable, for journals and searches: `NG-X002`.
    public let code: String
    /// Readable, names the defect: `purge-loses-messages`.
    public let name: String
    /// The level it usually has; a finding may have a lower one where the evidence allows.
    public let level: Level
    public let why: String
    public let instead: String
    public let reversible: Bool
    /// Where the fact comes from.
    public let source: String
    public let examples: [RuleExample<C>]
    let check: @Sendable (C, Evidence) -> [Outcome]

    /// What a check found: the effect in numbers, and what is particular to this case.
    struct Outcome: Sendable {
        let level: Level
        let effect: String
        var field: String?
        /// The fields a reason has to speak for, where they are several or none can be pointed at.
        var fields: [String] = []
    }

    init(
        code: String, name: String, level: Level, why: String, instead: String, reversible: Bool, source: String,
        examples: [RuleExample<C>], check: @escaping @Sendable (C, Evidence) -> [Outcome]
    ) {
        self.code = code
        self.name = name
        self.level = level
        self.why = why
        self.instead = instead
        self.reversible = reversible
        self.source = source
        self.examples = examples
        self.check = check
    }

    /// Several lists as one. A chain of `+` over literals takes the compiler seconds, in each file that names it.
    static func joined(_ lists: [Rule]...) -> [Rule] { lists.flatMap { $0 } }

    /// What the rule has to say about a change, given what is known.
    public func findings(_ change: C, _ evidence: Evidence) -> [Finding] {
        check(change, evidence).map { outcome in
            Finding(
                rule: code, name: name, level: outcome.level, field: outcome.field, effect: outcome.effect, why: why,
                reversible: reversible, instead: instead, source: source, fields: outcome.fields)
        }
    }
}

/// A case a rule must fire on (with this level) or let pass (nil).
public struct RuleExample<C: Change>: Sendable, CustomStringConvertible {
    public let description: String
    public let change: C
    public let evidence: Evidence
    public let expected: Level?

    init(_ description: String, _ change: C, _ evidence: Evidence, expected: Level?) {
        self.description = description
        self.change = change
        self.evidence = evidence
        self.expected = expected
    }
}

/// What the catalogue publishes of a rule.
public struct RuleDescription: Sendable, Hashable {
    public let code: String
    public let name: String
    public internal(set) var change: String
    public let level: Level
    public let why: String
    public let instead: String
    public let reversible: Bool
    public let source: String
}

extension Rule {
    public var description: RuleDescription {
        RuleDescription(
            code: code, name: name, change: C.kind, level: level, why: why, instead: instead, reversible: reversible,
            source: source)
    }
}
