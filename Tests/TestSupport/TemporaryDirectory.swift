#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A directory of a test's own, gone with the object.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init() throws {
        var template = Array("\(ServerBinary.environment("TMPDIR") ?? "/tmp")/nats-operator-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TextFile.Failure(description: "no temporary directory: error \(errno)") }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        nftw(path, { name, _, _, _ in name.map { remove($0) } ?? 0 }, 16, FTW_DEPTH_FIRST | FTW_NO_LINKS)
    }

    /// Writes a file in it and tells its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String {
        try TextFile.write("\(path)/\(name)", text)
        return "\(path)/\(name)"
    }
}

#if canImport(Darwin)
private let FTW_DEPTH_FIRST = FTW_DEPTH
private let FTW_NO_LINKS = FTW_PHYS
#else
// The names need _GNU_SOURCE; the values are glibc's and musl's.
private let FTW_DEPTH_FIRST: Int32 = 8
private let FTW_NO_LINKS: Int32 = 1
#endif

/// Small files, whole.
public enum TextFile {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw Failure(description: "\(path) can't be opened: error \(errno)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    public static func write(_ path: String, _ text: String) throws {
        guard let file = fopen(path, "w") else { throw Failure(description: "\(path) can't be written: error \(errno)") }
        let count = fwrite(text, 1, text.utf8.count, file)
        guard fclose(file) == 0, count == text.utf8.count else { throw Failure(description: "\(path) can't be written") }
    }
}
