public import JSON

/// A number from which on a rule speaks: what is right for most can be set otherwise by whoever runs the program.
public struct Threshold: Sendable, Hashable {
    public enum Unit: String, Sendable {
        case count
        case bytes
        case milliseconds
        case seconds
        case percent
    }

    /// As it stands in a settings file: `kv_value_warn`.
    public let name: String
    public let standard: Int64
    public let unit: Unit
    /// What it decides, with the rule's code.
    public let about: String
    let range: ClosedRange<Int64>

    public init(
        _ name: String, _ standard: Int64, _ unit: Unit, _ about: String, in range: ClosedRange<Int64>? = nil
    ) {
        self.name = name
        self.standard = standard
        self.unit = unit
        self.about = about
        self.range = range ?? (unit == .percent ? 0...100 : 0...Int64.max)
    }
}

extension Threshold {
    /// `{name, standard, unit, about}`
    public var json: JSONObject {
        [
            "name": .string(name), "standard": .integer(standard), "unit": .string(unit.rawValue), "about": .string(about),
        ]
    }
}

/// Thresholds as they are set.
public struct Thresholds: Sendable, Hashable {
    private var values: [String: Int64] = [:]

    /// Each as it is meant for most.
    public static let standard = Thresholds()

    private init() {}

    public subscript(threshold: Threshold) -> Int64 { values[threshold.name] ?? threshold.standard }

    /// Reads `{"name": number, …}`.
    /// - Throws: a name there is no threshold of, with those there are; a value that is no whole number in range.
    public init(_ settings: JSONObject, known: [Threshold]) throws(ThresholdMistake) {
        for member in settings.members {
            guard let threshold = known.first(where: { $0.name == member.key }) else {
                throw ThresholdMistake(name: member.key, problem: .unknown(known.map(\.name).sorted()))
            }
            guard let value = member.value.int64, threshold.range.contains(value) else {
                throw ThresholdMistake(name: member.key, problem: .value(threshold))
            }
            values[member.key] = value
        }
    }
}

/// Why thresholds can't be set so.
public struct ThresholdMistake: Error, Sendable, Hashable, CustomStringConvertible {
    enum Problem: Sendable, Hashable {
        case unknown([String])
        case value(Threshold)
    }

    let name: String
    let problem: Problem

    public var description: String {
        switch problem {
        case .unknown(let names): "there is no threshold \(quoted(name)); there are: \(names.joined(separator: ", "))"
        case .value(let threshold):
            "\(name) takes a whole number of \(threshold.unit.rawValue) from \(threshold.range.lowerBound)"
                + (threshold.range.upperBound == .max ? "" : " to \(threshold.range.upperBound)")
        }
    }
}
