public import JSON
public import Platform

/// Where every change is written down: an intent before it is sent, an outcome after it. JSON lines, appended and synced.
///
/// A journal that has grown to `limit` bytes becomes `path.1`, the one before it `path.2`, and so on up to `path.9`.
public struct Journal: Sendable {
    public let path: String
    private let limit: Int
    private static let older = 9

    public init(path: String, limit: Int = 16 << 20) {
        self.path = path
        self.limit = limit
    }

    /// Appends one record and returns when it is on the disk. Blocks no cooperative thread.
    func append(_ record: JSONObject) async throws(PlatformError) {
        let line = JSONValue.object(record).serialized()
        try await BlockingCall.run { () throws(PlatformError) in
            try rotate()
            try PrivateFile.appendLine(line, to: path)
        }
    }

    /// Another process may append to the file while it gets its new name: nothing of that is lost, it stands in the older one.
    private func rotate() throws(PlatformError) {
        guard size(path) >= limit else { return }
        let lock = try FileLock(path + ".lock", wait: true)
        defer { lock.release() }
        guard size(path) >= limit else { return }
        for number in stride(from: Self.older - 1, through: 1, by: -1) where size("\(path).\(number)") > 0 {
            try PrivateFile.move("\(path).\(number)", to: "\(path).\(number + 1)")
        }
        try PrivateFile.move(path, to: path + ".1")
    }

    /// The oldest first; those there may be.
    var files: [String] { stride(from: Self.older, through: 0, by: -1).map { $0 == 0 ? path : "\(path).\($0)" } }

    private func size(_ path: String) -> Int { (try? PrivateFile.size(path)) ?? 0 }

    /// All records, the oldest first. A line that a crash tore off, or that is no JSON, is counted and left out.
    ///
    /// Blocks; reads files of some megabytes whole.
    public func records() throws(PlatformError) -> (records: [JSONObject], damaged: Int) {
        var records: [JSONObject] = []
        var damaged = 0
        for path in files {
            let bytes: [UInt8]
            do {
                bytes = try PrivateFile.read(path, limit: limit + (64 << 20))
            } catch  where error.code == "not_found" {
                continue
            }
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                if let record = try? JSONParser().parse(Array(line)).object { records.append(record) } else { damaged += 1 }
            }
        }
        return (records, damaged)
    }
}
