/// How far a stream has copied from others, as the headers of its messages tell (`Nats-Stream-Source`: the origin's name, the
/// sequence there, the filter, …).
public struct CopiedOrigins: Sendable, Hashable {
    struct Origin: Hashable {
        let name: String
        let filter: String
    }

    private var last: [Origin: UInt64] = [:]
    private static let name = Array("\r\nnats-stream-source:".utf8)
    private static let most = 10_000

    public init() {}

    mutating func take(headers: [UInt8]) {
        guard let value = MessageHeaders.value(of: Self.name, in: headers) else { return }
        let parts = value.split(separator: " ", maxSplits: 3)
        guard parts.count > 1, let sequence = UInt64(parts[1]) else { return }
        let origin = Origin(name: String(parts[0]), filter: parts.count > 2 ? String(parts[2]) : ">")
        guard last[origin] != nil || last.count < Self.most else { return }
        last[origin] = max(last[origin] ?? 0, sequence)
    }

    /// The last sequence copied from an origin; nil where no message tells.
    /// - Parameter filter: which of several ways to copy from it; nil: it is the only one.
    public func last(from name: String, filter: String?) -> UInt64? {
        if let filter { return last[Origin(name: name, filter: filter)] }
        return last.filter { $0.key.name == name }.map(\.value).max()
    }
}
