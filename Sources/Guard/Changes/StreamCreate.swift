public import JSON
public import Model

/// Makes a stream (`$JS.API.STREAM.CREATE`); buckets are streams too.
public struct StreamCreate: StreamAsset {
    public static let kind = "stream.create"
    public static let rules = Rule<StreamCreate>.joined(
        [.createUnseen],
        Rule<StreamCreate>.ofStreamConfigurations,
        Rule<StreamCreate>.ofStreamsMade,
        Rule<StreamCreate>.ofStreamChanges,
        Rule<StreamCreate>.ofReasons)

    /// What was asked for, in the server's words: what is left out gets the server's default.
    public private(set) var configuration: StreamConfiguration
    public var noting: Noting? { didSet { note() } }

    public init(configuration: StreamConfiguration) { self.configuration = configuration }

    public var stream: String { configuration.name }
    public var json: JSONObject { ["stream": .string(stream), "config": .object(configuration.json)] }

    private mutating func note() {
        guard let texts = noting?.texts(for: reasonedFields), !texts.isEmpty else { return }
        configuration.json = AssetReasons.carried(
            from: [:], into: configuration.json, given: nil, reasons: texts, defaults: StreamDefaults.values)
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard let answer = evidence[.stream(stream)] else { return [.stream(stream)] }
        guard case .absent = answer else { return [] }
        return surroundings(evidence)
    }

    public func identity(given evidence: Evidence) -> String { "" }
}
