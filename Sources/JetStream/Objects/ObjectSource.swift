public import Platform

/// Where the bytes of an object come from. Read from the beginning to the end, once.
public protocol ObjectSource: Sendable {
    var size: UInt64 { get }
    /// Up to `limit` bytes from `offset`; fewer only at the end.
    func read(at offset: UInt64, limit: Int) async throws(PlatformError) -> [UInt8]
    /// Whether what was read may be a mixture of before and after a change.
    func hasChanged() async throws(PlatformError) -> Bool
}

/// Bytes at hand.
public struct ObjectBytes: ObjectSource {
    private let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var size: UInt64 { UInt64(bytes.count) }

    public func read(at offset: UInt64, limit: Int) async throws(PlatformError) -> [UInt8] {
        Array(bytes.dropFirst(Int(clamping: offset)).prefix(limit))
    }

    public func hasChanged() async throws(PlatformError) -> Bool { false }
}

/// A file, read on threads that may block.
public struct ObjectFile: ObjectSource {
    private let file: SourceFile

    public init(_ file: SourceFile) { self.file = file }

    public var size: UInt64 { file.size }

    public func read(at offset: UInt64, limit: Int) async throws(PlatformError) -> [UInt8] {
        let file = file
        return try await BlockingCall.run { () throws(PlatformError) in try file.read(at: offset, limit: limit) }
    }

    public func hasChanged() async throws(PlatformError) -> Bool {
        let file = file
        return try await BlockingCall.run { () throws(PlatformError) in try file.hasChanged() }
    }
}
