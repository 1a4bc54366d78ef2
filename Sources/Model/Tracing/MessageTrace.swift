public import JSON

/// The way of a message through servers, put together from what each of them told of it, in whatever order that came.
public struct MessageTrace: Sendable {
    /// One server on the way.
    public struct Stop: Sendable {
        public let server: ServerIdentity
        /// Nil where the message was published; further on `1`, `2`, `2.1`: the way there, one number for each server passed.
        public let hop: String?
        /// How it came in first, then in order of time.
        public let steps: [TraceStep]

        /// Ways on from which word of the next server must come.
        var waysOn: [String] { steps.compactMap { $0.error == nil ? $0.hop : nil } }
    }

    private var byHop: [String: Stop] = [:]

    public init() {}

    /// Adds what a server told. False for what is no trace.
    public mutating func add(_ document: JSONObject) -> Bool {
        guard let server = document["server"]?.object, let events = document["events"]?.array else { return false }
        let all = events.compactMap(\.object).map(TraceStep.init(json:))
        // The stream tells of itself after all others, whenever it was.
        let later = all.dropFirst().enumerated().sorted { one, other in
            let (first, second) = (one.element.time ?? "", other.element.time ?? "")
            return Self.precedes(first, second) ?? (one.offset < other.offset)
        }
        let header = document["request"]?["header"]?.object
        let hop = header?.members.first { $0.key.lowercased() == "nats-trace-hop" }?.value.array?.first?.string
        let stop = Stop(server: ServerIdentity(json: server), hop: hop, steps: Array(all.prefix(1)) + later.map(\.element))
        byHop[hop ?? ""] = stop
        return true
    }

    /// From where it was published on, each server before those behind it.
    public var stops: [Stop] {
        byHop.values.sorted { Self.numbers($0.hop).lexicographicallyPrecedes(Self.numbers($1.hop)) }
    }

    public var isEmpty: Bool { byHop.isEmpty }

    /// Ways on of which nothing was heard: the hop, and which server it leads away from.
    public var missing: [(hop: String, from: String)] {
        guard byHop[""] != nil else { return [] }
        return stops.flatMap { stop in stop.waysOn.filter { byHop[$0] == nil }.map { ($0, stop.server.name) } }
    }

    /// Whether every server on the way has told.
    public var isComplete: Bool { byHop[""] != nil && missing.isEmpty }

    private static func numbers(_ hop: String?) -> [Int] { hop?.split(separator: ".").map { Int($0) ?? .max } ?? [] }

    /// Of two times with fractions of different lengths; nil where they are the same.
    private static func precedes(_ one: String, _ other: String) -> Bool? {
        func parts(_ text: String) -> [Substring] { text.dropLast(text.hasSuffix("Z") ? 1 : 0).split(separator: ".") }
        let (first, second) = (parts(one), parts(other))
        guard first != second else { return nil }
        return first.lexicographicallyPrecedes(second) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
