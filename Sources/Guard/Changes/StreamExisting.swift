public import JSON
public import Model

/// A stream as it is, for who looks at what exists (an audit). Nothing here carries anything out.
///
/// The evidence has the facts: `.stream` (configuration and state), `.consumers`, `.account`, `.server`, `.streamNames`. What
/// could not be had is `.unknown`: it clears no rule, and `questions` names what the rules look at.
public struct StreamExisting: StreamAsset {
    public static let kind = "stream.existing"
    public static let rules = Rule<StreamExisting>.joined(
        Rule<StreamExisting>.ofStreamConfigurations,
        Rule<StreamExisting>.ofStreamsMade,
        Rule<StreamExisting>.ofStreamsThereAre,
        Rule<StreamExisting>.ofReasons)

    public let configuration: StreamConfiguration

    public init(configuration: StreamConfiguration) { self.configuration = configuration }

    public var stream: String { configuration.name }
    public var json: JSONObject { ["stream": .string(stream), "config": .object(configuration.json)] }

    public func questions(given evidence: Evidence) -> [Question] {
        [.stream(stream), .consumers(stream: stream), .account, .server, .streamNames].filter { evidence[$0] == nil }
    }

    static func bare(_ fields: JSONObject) -> StreamExisting {
        var json: JSONObject = ["name": "S", "subjects": ["s.>"]]
        for member in fields.members { json[member.key] = member.value }
        return StreamExisting(configuration: StreamConfiguration(json: json))
    }
}
