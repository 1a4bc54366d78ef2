import Platform

/// The files of an embedded server.
struct EmbeddedDirectory {
    /// From the root.
    let path: String

    /// Held by whoever starts, attaches or stops, so that one does it at a time.
    var startLock: String { Path.join(path, "start.lock") }
    /// Held by the server and its supervisor as long as they live, and by nobody else: free means nobody uses the store.
    var storeLock: String { Path.join(path, "store.lock") }
    /// Shared by every attached process: who can have it alone is the last.
    var attachedLock: String { Path.join(path, "attached.lock") }
    /// The FIFO whose writing end every attached process holds open.
    var holders: String { Path.join(path, "holders") }
    var configuration: String { Path.join(path, "server.conf") }
    var connection: String { Path.join(path, "connection") }
    var log: String { Path.join(path, "server.log") }
    /// Written by the server.
    var processIdentifier: String { Path.join(path, "server.pid") }

    /// - Parameter directory: nil for `$XDG_DATA_HOME/nats-operator/embedded`; a relative one starts at the working directory.
    init(_ directory: String?, environment: [String: String]) throws(EmbeddedError) {
        do {
            if let directory {
                path = try Path.absolute(directory)
            } else {
                path = Path.join(try Directories.data(environment: environment), "nats-operator/embedded")
            }
        } catch {
            throw EmbeddedError(error, doing: "find the directory of the embedded server")
        }
    }

    /// Makes the directory where it is missing.
    func prepare() throws(EmbeddedError) {
        do {
            try PrivateFile.createDirectory(path)
            try PrivateFile.checkOwned(path)
        } catch {
            throw EmbeddedError(error, doing: "use \(path) for the embedded server")
        }
    }
}
