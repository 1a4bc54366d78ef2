import JSON
public import Model
public import Platform

/// `backup.json` of a stream: what a server is asked to restore it with.
public struct StreamDescription: Sendable, Hashable {
    /// As its server told it; what this program does not know is still in it.
    public let configuration: StreamConfiguration
    /// What the server told when the archive was begun.
    public let state: StreamState

    private static let largest = 16 << 20

    /// - Throws: `configuration_invalid`.
    public init(_ file: SourceFile) throws(ArchiveError) {
        guard file.size <= UInt64(Self.largest) else { throw Self.fault("it is larger than \(Self.largest) bytes") }
        let bytes = try system { () throws(PlatformError) in try file.read(at: 0, limit: Self.largest) }
        guard !bytes.isEmpty else { throw Self.fault("it is empty, as the nats command line leaves it when a backup fails") }
        let value: JSONValue
        do {
            value = try JSONParser().parse(bytes)
        } catch {
            throw Self.fault("\(error.message) at byte \(error.offset)")
        }
        guard let configuration = value["config"]?.object, let state = value["state"]?.object else {
            throw Self.fault("it has no config and state")
        }
        self.configuration = StreamConfiguration(json: configuration)
        self.state = StreamState(json: state)
        guard !self.configuration.name.isEmpty else { throw Self.fault("its config has no name") }
        for key in ["messages", "first_seq", "last_seq"] where state[key]?.uint64 == nil {
            throw Self.fault("its state has no \(key)")
        }
    }

    private static func fault(_ message: String) -> ArchiveError {
        ArchiveError("configuration_invalid", "\(BackupLayout.configuration) can't be used: \(message)")
    }
}
