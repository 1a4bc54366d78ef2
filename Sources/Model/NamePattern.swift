/// A name with `*` for any characters and `?` for one.
public struct NamePattern: Sendable, Hashable {
    private let pattern: [Character]

    public init(_ pattern: String) { self.pattern = Array(pattern) }

    public func matches(_ name: String) -> Bool {
        let text = Array(name)
        var (p, t) = (0, 0)
        var retry: (p: Int, t: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == "*" {
                retry = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == text[t] || pattern[p] == "?" {
                p += 1
                t += 1
            } else if let last = retry {
                // The star takes one more character.
                retry = (last.p, last.t + 1)
                (p, t) = (last.p + 1, last.t + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
