/// Reads nats-server's configuration format: JSON loosened (`key value`, `key: value`, `key = value`, comments with # and //, bare
/// texts, numbers with units, blocks of text in parentheses), variables (`$NAME`) and includes.
///
/// Texts are kept as they are and never told in errors: passwords stand in such files.
public struct ConfParser {
    /// Finds an included file: its path as written, and the file it was written in.
    public typealias Include = (String, String) throws -> String

    private var scanner: ConfScanner
    private let include: Include
    private let environment: [String: String]?
    private let depth: Int
    private var scopes: [[String: ConfValue]]

    /// The whole configuration with its includes and variables put in.
    ///
    /// - Parameters:
    ///   - environment: where variables are looked up that no block defines; nil where the server's is not known: what they stand
    ///     for is left open then (`$NAME`).
    ///   - include: may throw; what it throws is told in the error.
    public static func parse(
        _ text: String, environment: [String: String]? = nil, include: @escaping Include
    ) throws(ConfError) -> ConfMap {
        var parser = ConfParser(text, file: "", environment, include, depth: 0, scopes: [[:]])
        return try parser.top()
    }

    private init(
        _ text: String, file: String, _ environment: [String: String]?, _ include: @escaping Include, depth: Int,
        scopes: [[String: ConfValue]]
    ) {
        scanner = ConfScanner(text, file: file)
        self.include = include
        self.environment = environment
        self.depth = depth
        self.scopes = scopes
    }

    private mutating func top() throws(ConfError) -> ConfMap {
        scanner.skip(separators: true)
        // A file may be one JSON object.
        if scanner.take("{") { return try entries(until: "}") }
        return try entries(until: nil)
    }

    private mutating func entries(until end: Character?) throws(ConfError) -> ConfMap {
        var map = ConfMap()
        while true {
            scanner.skip(separators: true)
            if let end {
                if scanner.take(end) { return map }
                guard !scanner.isAtEnd else { throw scanner.error("a block is not closed: \(end) is missing") }
            } else if scanner.isAtEnd {
                return map
            }
            let place = scanner.place
            let key = try scanner.key()
            scanner.skip(separators: false)
            if key == "include", scanner.peek != ":", scanner.peek != "=" {
                let included = try read(try scanner.path(), place)
                map.entries += included.entries
                continue
            }
            if scanner.take(":") || scanner.take("=") { scanner.skip(separators: false) }
            let isVariable = scanner.peek == "$" && !scanner.isBcrypt
            let value = try value()
            scopes[scopes.count - 1][key] = value
            map.entries.append(ConfMap.Entry(key: key, value: value, place: place, isVariable: isVariable))
        }
    }

    private mutating func read(_ path: String, _ place: ConfPlace) throws(ConfError) -> ConfMap {
        guard depth < 16 else { throw ConfError(place: place, message: "files include each other without an end") }
        let text: String
        do {
            text = try include(path, place.file)
        } catch {
            throw ConfError(place: place, message: "the included file can't be read: \(error)")
        }
        var parser = ConfParser(text, file: path, environment, include, depth: depth + 1, scopes: scopes)
        let map = try parser.top()
        for entry in map.entries { scopes[scopes.count - 1][entry.key] = entry.value }
        return map
    }

    private mutating func value() throws(ConfError) -> ConfValue {
        if scanner.take("{") {
            scopes.append([:])
            defer { scopes.removeLast() }
            return .map(try entries(until: "}"))
        }
        if scanner.take("[") { return .list(try elements()) }
        switch try scanner.scalar() {
        case .quoted(let text): return .text(text)
        case .variable(let name): return try variable(name)
        case .bare(let text): return ConfNumber.read(text)
        }
    }

    private mutating func elements() throws(ConfError) -> [ConfValue] {
        var values: [ConfValue] = []
        while true {
            scanner.skip(separators: true)
            if scanner.take("]") { return values }
            guard !scanner.isAtEnd else { throw scanner.error("a list is not closed: ] is missing") }
            values.append(try value())
        }
    }

    /// The innermost block that defines it counts, then the environment, whose text is read as a value.
    private func variable(_ name: String) throws(ConfError) -> ConfValue {
        for scope in scopes.reversed() { if let value = scope[name] { return value } }
        guard let environment else { return .text("$" + name) }
        guard let text = environment[name] else { throw scanner.error("the variable $\(name) is defined nowhere") }
        return ConfNumber.read(text)
    }
}

/// What a bare word means.
enum ConfNumber {
    static func read(_ text: String) -> ConfValue {
        switch text.lowercased() {
        case "true", "yes", "on": return .flag(true)
        case "false", "no", "off": return .flag(false)
        default: break
        }
        let sign = text.hasPrefix("-") ? "-" : ""
        let digits = text.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return .text(text) }
        let rest = text.dropFirst(sign.count + digits.count)
        if rest.first == ".", let number = Double(text) { return .decimal(number) }
        let units: [String: Int64] = [
            "": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "t": 1_000_000_000_000, "p": 1_000_000_000_000_000,
            "kb": 1 << 10, "ki": 1 << 10, "kib": 1 << 10, "mb": 1 << 20, "mi": 1 << 20, "mib": 1 << 20, "gb": 1 << 30,
            "gi": 1 << 30, "gib": 1 << 30, "tb": 1 << 40, "ti": 1 << 40, "tib": 1 << 40,
        ]
        guard let factor = units[rest.lowercased()], let number = Int64(sign + digits) else { return .text(text) }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        return overflows ? .text(text) : .number(product, unit: String(rest))
    }
}
