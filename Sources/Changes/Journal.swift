import JSON
import Platform

/// Where every change is written down: an intent before it is sent, an outcome after it. JSON lines, appended and synced.
public struct Journal: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// Appends one record and returns when it is on the disk. Blocks no cooperative thread.
    func append(_ record: JSONObject) async throws(PlatformError) {
        let line = JSONValue.object(record).serialized()
        let path = path
        try await BlockingCall.run { () throws(PlatformError) in try PrivateFile.appendLine(line, to: path) }
    }
}
