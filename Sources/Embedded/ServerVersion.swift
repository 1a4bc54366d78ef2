/// The version of a nats-server, as far as it matters.
struct ServerVersion: Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int
    let patch: Int

    /// The oldest with everything this program relies on.
    static let oldest = ServerVersion(major: 2, minor: 10, patch: 0)

    init(major: Int, minor: Int, patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// The first `v1.2.3` in a text such as `nats-server: v2.15.1`; what follows the third number (`-RC.1`) is dropped.
    init?(in text: String) {
        for word in text.split(whereSeparator: \.isWhitespace) where word.first == "v" {
            let parts = word.dropFirst().split(separator: ".", maxSplits: 2)
            guard parts.count == 3, let major = Int(parts[0]), let minor = Int(parts[1]) else { continue }
            guard let patch = Int(parts[2].prefix { $0.isNumber }) else { continue }
            self.init(major: major, minor: minor, patch: patch)
            return
        }
        return nil
    }

    static func < (left: ServerVersion, right: ServerVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    var description: String { "\(major).\(minor).\(patch)" }
}
