/// An authority and certificates of servers and clients, good and bad ones, made for one test with the openssl command.
public struct TestCertificates {
    public let directory: TemporaryDirectory
    public var authority: String { directory.path + "/ca.pem" }
    public var otherAuthority: String { directory.path + "/other-ca.pem" }
    public var client: String { directory.path + "/client.pem" }
    public var clientKey: String { directory.path + "/client.key" }

    public init() throws {
        directory = try TemporaryDirectory()
        for name in ["ca", "other-ca"] {
            try openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem"))
        }
        try make("server", extensions: "subjectAltName=IP:127.0.0.1,DNS:nats.test\nextendedKeyUsage=serverAuth\n")
        try make("named", extensions: "subjectAltName=DNS:nats.test\nextendedKeyUsage=serverAuth\n")
        try make("six", extensions: "subjectAltName=IP:::1\nextendedKeyUsage=serverAuth\n")
        let forClients = "extendedKeyUsage=clientAuth\n"
        try make("client", extensions: "subjectAltName=DNS:client.test\n" + forClients)
        try make("stranger", extensions: "subjectAltName=DNS:stranger.test\n" + forClients)
        let forServer = "subjectAltName=IP:127.0.0.1,DNS:nats.test\nextendedKeyUsage=serverAuth\n"
        try make("expired", extensions: forServer, isExpired: true)
        try make("expired-client", extensions: "subjectAltName=DNS:client.test\n" + forClients, isExpired: true)
    }

    /// The `tls` block of a server.
    /// - Parameter more: further members of the block.
    public func configuration(_ certificate: String = "server", verify: Bool = false, _ more: String = "") -> String {
        """
        tls {
          cert_file: "\(path(certificate)).pem", key_file: "\(path(certificate)).key", ca_file: "\(authority)"
          verify: \(verify)
          \(more)
        }
        """
    }

    public func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    private func make(_ name: String, extensions: String, isExpired: Bool = false) throws {
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", path("\(name).key"), "-out", path("\(name).csr"))
        let file = try directory.write("\(name).ext", extensions)
        guard isExpired else {
            return try openssl(
                "x509", "-req", "-in", path("\(name).csr"), "-CA", authority, "-CAkey", path("ca.key"), "-CAcreateserial",
                "-days", "2", "-extfile", file, "-out", path("\(name).pem"))
        }
        // Only this command takes a time that has passed.
        try directory.write("index.txt", "")
        let configuration = try directory.write(
            "ca.cnf",
            """
            [ca]
            default_ca = own
            [own]
            database = \(path("index.txt"))
            new_certs_dir = \(directory.path)
            rand_serial = yes
            default_md = sha256
            policy = any
            [any]
            commonName = supplied
            """)
        try openssl(
            "ca", "-batch", "-notext", "-config", configuration, "-cert", authority, "-keyfile", path("ca.key"), "-in",
            path("\(name).csr"), "-extfile", file, "-startdate", "20200101000000Z", "-enddate", "20200201000000Z", "-out",
            path("\(name).pem"))
    }

    private func openssl(_ arguments: String...) throws { try ChildProcess.output(["openssl"] + arguments) }
}
