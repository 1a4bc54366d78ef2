import JSON

extension Rule where C == KeyWrite {
    static let largeValue: Rule = Rule(
        code: "NG-K005", name: "large-key-value", level: .warn,
        why: "Every watcher, replica and earlier revision carries the whole value.",
        instead: "Put large things into the object store and their name into the key, or split the key.",
        reversible: true, source: "general experience; the threshold is this program's",
        examples: [
            RuleExample(
                "100 KiB", KeyWrite(bucket: "b", key: "k", .put([UInt8](repeating: 0, count: 102_400))), Evidence(),
                expected: .warn),
            RuleExample(
                "64 KiB", KeyWrite(bucket: "b", key: "k", .put([UInt8](repeating: 0, count: 65_536))), Evidence(), expected: nil),
        ]
    ) { change, evidence in
        guard case .put(let value) = change.operation, value.count > evidence.thresholds[.valueWarn] else { return [] }
        return [Outcome(level: .warn, effect: "a value of \(bytes(UInt64(value.count)))", field: "/size")]
    }
}
