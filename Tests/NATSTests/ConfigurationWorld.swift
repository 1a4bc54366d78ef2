import NATS
import Platform
import TestSupport

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A user's configuration in a directory of its own: contexts, programs on `PATH`, files. Nothing of the machine's is seen.
final class ConfigurationWorld {
    let directory: TemporaryDirectory
    var path: String { directory.path }

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["config/nats/context", "data", "bin"] { try PrivateFile.createDirectory("\(directory.path)/\(name)") }
    }

    var environment: [String: String] {
        ["XDG_CONFIG_HOME": "\(path)/config", "XDG_DATA_HOME": "\(path)/data", "PATH": "\(path)/bin:/usr/bin:/bin"]
    }

    /// Writes a context that only its owner may read, and tells the path of its file.
    @discardableResult
    func context(_ name: String, _ json: String) throws -> String {
        try write("config/nats/context/\(name).json", json)
    }

    func select(_ name: String) throws { try write("config/nats/context.txt", name + "\n") }

    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        try PrivateFile.createDirectory(Path.parent("\(path)/\(name)"))
        let file = try directory.write(name, text)
        chmod(file, mode)
        return file
    }

    /// A program of a few lines of shell.
    func program(_ name: String, _ script: String) throws { try write("bin/\(name)", "#!/bin/sh\n\(script)\n", mode: 0o700) }

    func resolve(_ variables: [String: String] = [:], _ flags: NATSFlags = NATSFlags()) throws(NATSError) -> NATSConfiguration {
        try NATSConfiguration.resolve(environment: environment.merging(variables) { $1 }, flags: flags)
    }

    /// What is wrong; nil where nothing is.
    func failure(_ variables: [String: String] = [:], _ flags: NATSFlags = NATSFlags()) -> NATSError? {
        do throws(NATSError) { _ = try resolve(variables, flags) } catch { return error }
        return nil
    }
}
