/// A value of a nats-server configuration file.
public indirect enum ConfValue: Sendable, Hashable {
    case text(String)
    /// With its unit as written: the server reads `1m` as a million, not as a minute.
    case number(Int64, unit: String)
    case decimal(Double)
    case flag(Bool)
    case list([ConfValue])
    case map(ConfMap)

    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var number: Int64? { if case .number(let number, _) = self { number } else { nil } }
    public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    public var map: ConfMap? { if case .map(let map) = self { map } else { nil } }
    /// A list, or one value as a list of one.
    public var elements: [ConfValue] { if case .list(let values) = self { values } else { [self] } }
}

/// A block of a configuration: names in any case, the last of several of one name counts.
public struct ConfMap: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public let key: String
        public let value: ConfValue
        public let place: ConfPlace
        /// Whether a variable stood in its place, so that the file does not have it.
        public let isVariable: Bool

        public init(key: String, value: ConfValue, place: ConfPlace, isVariable: Bool) {
            self.key = key
            self.value = value
            self.place = place
            self.isVariable = isVariable
        }
    }

    public internal(set) var entries: [Entry]

    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// The entry that counts, by any of its names.
    public func entry(_ names: String...) -> Entry? {
        entries.last { entry in names.contains { $0 == entry.key.lowercased() } }
    }

    public subscript(names: String...) -> ConfValue? {
        entries.last { entry in names.contains { $0 == entry.key.lowercased() } }?.value
    }
}

/// Where something stands.
public struct ConfPlace: Sendable, Hashable {
    /// As it was included; empty for the file given.
    public let file: String
    public let line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    public var words: String { file.isEmpty ? "line \(line)" : "\(file) line \(line)" }
}

/// Why a configuration can't be read.
public struct ConfError: Error, Sendable, Hashable {
    public let place: ConfPlace
    public let message: String
}
