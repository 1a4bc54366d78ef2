/// An option of which several contexts may each want another value: `VALUE` for all, once for each context in their order,
/// or `NAME=VALUE` for one.
struct PerContext<Value> {
    private let values: [String: Value]
    private let fallback: Value?

    /// - Parameters:
    ///   - option: its name, for errors.
    ///   - given: as typed, in order.
    ///   - contexts: the names there are, in order.
    ///   - parse: nil for what is no value; `allowed` then tells what is.
    init(
        _ option: String, _ given: [String], contexts: [String], allowed: String, parse: (String) -> Value?
    ) throws(SetupFailure) {
        var values: [String: Value] = [:]
        var plain: [Value] = []
        for text in given {
            if let value = parse(text), !Self.names(text, contexts) {
                plain.append(value)
                continue
            }
            guard let equals = text.firstIndex(of: "=") else {
                throw SetupFailure("\(option): \(text) is not one of \(allowed).")
            }
            let (name, rest) = (String(text[..<equals]), String(text[text.index(after: equals)...]))
            guard contexts.contains(name) else {
                throw SetupFailure(
                    "\(option) \(text): there is no context \(name); there are: \(contexts.joined(separator: ", ")).")
            }
            guard let value = parse(rest) else { throw SetupFailure("\(option) \(text): \(rest) is not one of \(allowed).") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw SetupFailure("\(option) is given twice for context \(name).")
            }
        }
        switch plain.count {
        case 0: fallback = nil
        case 1: fallback = plain[0]
        case contexts.count where values.isEmpty:
            for (name, value) in zip(contexts, plain) { values[name] = value }
            fallback = nil
        default:
            throw SetupFailure(
                "\(option) is given \(plain.count) times for \(contexts.count) contexts: give it once for all, once for each "
                    + "in their order, or as NAME=VALUE.")
        }
        self.values = values
    }

    subscript(context: String) -> Value? { values[context] ?? fallback }

    /// Whether a text begins with a context's name, so that a value with `=` in it is not mistaken.
    private static func names(_ text: String, _ contexts: [String]) -> Bool {
        guard let equals = text.firstIndex(of: "=") else { return false }
        return contexts.contains(String(text[..<equals]))
    }
}
