public import JSON
public import Model

/// A consumer as it is, for who looks at what exists (an audit). Nothing here carries anything out.
///
/// The evidence has the facts: `.consumer` (configuration and position), `.stream` and `.consumers` of its stream. What could
/// not be had is `.unknown`: it clears no rule, and `questions` names what the rules look at.
public struct ConsumerExisting: ConsumerConfiguring {
    public static let kind = "consumer.existing"
    public static let rules = Rule<ConsumerExisting>.joined(
        Rule<ConsumerExisting>.ofConsumersToJudge,
        Rule<ConsumerExisting>.ofConsumersMade,
        Rule<ConsumerExisting>.ofConsumersThereAre,
        Rule<ConsumerExisting>.ofReasons)

    public let stream: String
    /// With its name.
    public let configuration: ConsumerConfiguration
    public var reserved: [String] = []

    public init(stream: String, configuration: ConsumerConfiguration) {
        self.stream = stream
        self.configuration = configuration
    }

    public var consumer: String { configuration.name }
    var proposed: ConsumerConfiguration { configuration }
    var altered: Set<String>? { nil }

    public var json: JSONObject {
        ["stream": .string(stream), "consumer": .string(consumer), "config": .object(configuration.own)]
    }

    public func questions(given evidence: Evidence) -> [Question] {
        [question, .stream(stream)].filter { evidence[$0] == nil }
    }

    static func example(_ configuration: JSONObject) -> ConsumerExisting {
        var config = ConsumerConfiguration.usual
        for member in configuration.members { config[member.key] = member.value }
        return ConsumerExisting(stream: "S", configuration: ConsumerConfiguration(json: config))
    }
}
