import Platform

/// How to reach the server of a directory: a private file (0600) that exists from the moment the server is ready. It stays when
/// the server goes, for the next one takes the same name, credentials and, where it is still free, port: a client that tries to
/// reconnect finds it again.
struct ConnectionFile: Hashable {
    var identity: ServerIdentity
    var port: UInt16
    var processIdentifier: Int32
    var version: String

    private static let title = "nats-operator embedded server 1"

    init(identity: ServerIdentity, port: UInt16, processIdentifier: Int32, version: String) {
        self.identity = identity
        self.port = port
        self.processIdentifier = processIdentifier
        self.version = version
    }

    /// Nil where there is no such file, or one that isn't whole, or isn't private: then nothing is known.
    init?(at path: String) {
        guard let bytes = try? PrivateFile.read(path, limit: 4096) else { return nil }
        self.init(text: String(decoding: bytes, as: UTF8.self))
    }

    init?(text: String) {
        var lines = text.split(separator: "\n")[...]
        guard lines.popFirst() == Self.title[...] else { return nil }
        var fields: [Substring: String] = [:]
        for line in lines {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = String(parts[1]) }
        }
        guard let name = fields["name"], let user = fields["user"], let password = fields["password"],
            let systemUser = fields["system_user"], let systemPassword = fields["system_password"],
            let port = fields["port"].flatMap(UInt16.init), port > 0, let process = fields["pid"].flatMap(Int32.init),
            process > 1,
            let version = fields["version"]
        else { return nil }
        self.init(
            identity: ServerIdentity(
                name: name, user: user, password: password, systemUser: systemUser, systemPassword: systemPassword),
            port: port, processIdentifier: process, version: version)
    }

    var text: String {
        """
        \(Self.title)
        name=\(identity.name)
        port=\(port)
        user=\(identity.user)
        password=\(identity.password)
        system_user=\(identity.systemUser)
        system_password=\(identity.systemPassword)
        pid=\(processIdentifier)
        version=\(version)

        """
    }
}
