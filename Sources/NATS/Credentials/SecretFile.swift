#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Small files with keys in them.
enum SecretFile {
    static let maximumBytes = 64 << 10

    /// The whole text of a small file that isn't blank.
    /// - Parameter what: what it should hold, for the error when it is too large.
    /// - Throws: `.invalidConfiguration` that names the file, and never what is in it.
    static func read(_ path: String, as what: String = "a key") throws(NATSError) -> String {
        let text = try text(path, as: what)
        guard text.utf8.contains(where: { $0 > 0x20 }) else {
            throw NATSError(.invalidConfiguration, "The file \(path) is empty.")
        }
        return text
    }

    /// The same, and it may be blank.
    static func text(_ path: String, as what: String) throws(NATSError) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw problem(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Self.readSome(descriptor, &buffer)
            if count < 0 {
                if errno == EINTR { continue }
                throw problem(path, errno)
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else {
                throw NATSError(.invalidConfiguration, "The file \(path) is too large to be \(what).")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether users other than the owner may read it.
    static func othersMayRead(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & (S_IRGRP | S_IROTH) != 0
    }

    /// That a file the library will read is there.
    static func requireReadable(_ path: String) throws(NATSError) {
        guard unsafe access(path, R_OK) == 0 else { throw problem(path, errno) }
    }

    private static func readSome(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
        unsafe buffer.withUnsafeMutableBytes { unsafe systemRead(descriptor, $0.baseAddress, $0.count) }
    }

    private static func problem(_ path: String, _ code: Int32) -> NATSError {
        switch code {
        case ENOENT, ENOTDIR: NATSError(.invalidConfiguration, "The file \(path) does not exist.")
        case EACCES, EPERM: NATSError(.invalidConfiguration, "The file \(path) may not be read by this user.")
        case EISDIR: NATSError(.invalidConfiguration, "\(path) is a directory, not a file.")
        default: NATSError(.invalidConfiguration, "The file \(path) can't be read (error \(code)).")
        }
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(descriptor, buffer, count)
}
