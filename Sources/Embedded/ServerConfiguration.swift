import Platform

/// The configuration file we write for the server.
struct ServerConfiguration {
    let directory: EmbeddedDirectory
    let identity: ServerIdentity
    /// nil: the server picks a free one.
    let port: UInt16?

    /// One ordinary account, the server's default, with JetStream; and the system account, to see the whole of this little world.
    var text: String {
        """
        # Written by nats-operator at every start; changes are lost.
        server_name: \(Self.quoted(identity.name))
        host: "127.0.0.1"
        port: \(port.map(String.init) ?? "-1")
        ports_file_dir: \(Self.quoted(directory.path))
        pid_file: \(Self.quoted(directory.processIdentifier))
        logfile: \(Self.quoted(directory.log))
        logfile_size_limit: 4194304
        logfile_max_num: 2
        jetstream { store_dir: \(Self.quoted(directory.path)) }
        authorization { users: [ { user: \(Self.quoted(identity.user)), password: \(Self.quoted(identity.password)) } ] }
        accounts {
          $SYS { users: [ { user: \(Self.quoted(identity.systemUser)), password: \(Self.quoted(identity.systemPassword)) } ] }
        }

        """
    }

    /// A quoted string of the server's configuration language, which knows `\"`, `\\`, `\n`, `\r`, `\t` and `\xHH`.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f: result += "\\x" + Hex.encode([UInt8(scalar.value)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
