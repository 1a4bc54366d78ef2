public import JSON

/// What one look at one thing says, for monitoring that asks often: a status, why, and figures.
public struct CheckReport: Sendable, Hashable {
    /// As plugins of Nagios end; the raw value is the exit code.
    public enum Status: Int32, Sendable, Comparable, CaseIterable {
        case ok, warning, critical, unknown

        public var word: String {
            switch self {
            case .ok: "ok"
            case .warning: "warning"
            case .critical: "critical"
            case .unknown: "unknown"
            }
        }

        /// What is unknown may be anything but critical, which is known.
        private var rank: Int {
            switch self {
            case .ok: 0
            case .warning: 1
            case .unknown: 2
            case .critical: 3
            }
        }

        public static func < (a: Status, b: Status) -> Bool { a.rank < b.rank }
    }

    public struct Line: Sendable, Hashable {
        public let status: Status
        public let text: String

        public init(_ status: Status, _ text: String) {
            self.status = status
            self.text = text
        }
    }

    public struct Figure: Sendable, Hashable {
        /// `a-z` and `_`.
        public let name: String
        public let value: Double
        /// `s`, `B`, `%` or nothing.
        public let unit: String
        public let warn: Double?
        public let critical: Double?

        public init(_ name: String, _ value: Double, unit: String = "", warn: Double? = nil, critical: Double? = nil) {
            self.name = name
            self.value = value
            self.unit = unit
            self.warn = warn
            self.critical = critical
        }
    }

    /// `stream`, `consumer`, …
    public let check: String
    /// What was looked at: from NATS or the caller, untrusted.
    public let of: String
    /// In the order they were found.
    public let lines: [Line]
    public let figures: [Figure]

    public init(check: String, of: String, lines: [Line], figures: [Figure]) {
        self.check = check
        self.of = of
        self.lines = lines
        self.figures = figures
    }

    /// The worst of all lines. Nothing said is nothing known.
    public var status: Status { lines.map(\.status).max() ?? .unknown }

    public var json: JSONObject {
        [
            "check": .string(check), "of": .string(of), "status": .string(status.word), "code": JSONValue(Int(status.rawValue)),
            "lines": .array(lines.map { ["status": .string($0.status.word), "text": .string($0.text)] }),
            "figures": .array(
                figures.map { figure in
                    var object: JSONObject = [
                        "name": .string(figure.name), "value": number(figure.value), "unit": .string(figure.unit),
                    ]
                    if let warn = figure.warn { object.append("warn", number(warn)) }
                    if let critical = figure.critical { object.append("critical", number(critical)) }
                    return .object(object)
                }),
        ]
    }

    /// What `json` wrote. Nil for another object.
    public init?(json: JSONObject) {
        guard let check = json["check"]?.string, let of = json["of"]?.string, let lines = json["lines"]?.array,
            let figures = json["figures"]?.array
        else { return nil }
        self.init(
            check: check, of: of,
            lines: lines.compactMap { line in
                guard let status = Status.allCases.first(where: { $0.word == line["status"]?.string }),
                    let text = line["text"]?.string
                else { return nil }
                return Line(status, text)
            },
            figures: figures.compactMap { figure in
                guard let name = figure["name"]?.string, let value = figure["value"]?.number else { return nil }
                return Figure(
                    name, value, unit: figure["unit"]?.string ?? "", warn: figure["warn"]?.number,
                    critical: figure["critical"]?.number)
            })
    }

    private func number(_ value: Double) -> JSONValue { Int64(exactly: value).map(JSONValue.integer) ?? .double(value) }
}
