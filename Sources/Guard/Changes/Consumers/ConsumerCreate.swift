public import JSON
public import Model

/// Makes a consumer (`CONSUMER.CREATE`, action `create`: one that is there is never changed).
public struct ConsumerCreate: ConsumerConfiguring {
    public static let kind = "consumer.create"
    public static let rules = Rule<ConsumerCreate>.joined(
        [.consumerStreamUnseen, .consumerExists, .checkedThenMade],
        Rule<ConsumerCreate>.ofConsumersMade,
        [.consumerContradicts, .consumerUnfitForWorkQueue, .consumerBeyondStream],
        Rule<ConsumerCreate>.ofConsumerConfigurations,
        [.durableOnInterestStream, .noRoomForConsumer],
        Rule<ConsumerCreate>.ofReasons)

    public let stream: String
    /// With its name.
    public private(set) var configuration: ConsumerConfiguration
    public var reserved: [String] = []
    /// Whether whoever makes it asked for it before, and it was not there.
    public var wasMissed = false
    public var noting: Noting? { didSet { note() } }

    public init(stream: String, configuration: ConsumerConfiguration) {
        self.stream = stream
        self.configuration = configuration
    }

    public var consumer: String { configuration.name }
    var proposed: ConsumerConfiguration { configuration }
    var altered: Set<String>? { nil }

    public var json: JSONObject { ["stream": .string(stream), "config": .object(configuration.own)] }

    private mutating func note() {
        guard let texts = noting?.texts(for: reasonedFields), !texts.isEmpty else { return }
        configuration.json = AssetReasons.carried(
            from: [:], into: configuration.json, given: nil, reasons: texts, defaults: ConsumerDefaults.values)
    }

    public func questions(given evidence: Evidence) -> [Question] {
        configuringQuestions(given: evidence) + (isCrowded(evidence) ? [.server] : [])
    }

    /// Whether the release matters: only newer ones have a limit nobody set.
    private func isCrowded(_ evidence: Evidence) -> Bool {
        guard let info = stream(evidence) else { return false }
        return ConsumerRoom.words(info.configuration, info.state, evidence) != nil
    }

    /// The stream it would belong to: there is no consumer yet.
    public func identity(given evidence: Evidence) -> String { stream(evidence)?.created ?? "" }

    /// What is other than wanted about the one that is there.
    public static func differences(_ present: ConsumerConfiguration, _ wanted: ConsumerConfiguration) -> [ConfigurationChange] {
        ConfigurationComparison.changes(from: present.derived, to: wanted.derived, defaults: ConsumerDefaults.values)
    }

    static func example(_ configuration: JSONObject) -> ConsumerCreate {
        var config = ConsumerConfiguration.usual
        for member in configuration.members { config[member.key] = member.value }
        return ConsumerCreate(stream: "S", configuration: ConsumerConfiguration(json: config))
    }
}
