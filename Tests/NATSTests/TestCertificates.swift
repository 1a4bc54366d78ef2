import TestSupport

/// An authority, a server's certificate and a client's, made for one test with the openssl command.
struct TestCertificates {
    let directory: TemporaryDirectory
    var authority: String { directory.path + "/ca.pem" }
    var otherAuthority: String { directory.path + "/other-ca.pem" }
    var client: String { directory.path + "/client.pem" }
    var clientKey: String { directory.path + "/client.key" }

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["ca", "other-ca"] {
            try openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem"))
        }
        try make("server", extensions: "subjectAltName=IP:127.0.0.1,DNS:nats.test\nextendedKeyUsage=serverAuth\n")
        try make("named", extensions: "subjectAltName=DNS:nats.test\nextendedKeyUsage=serverAuth\n")
        try make("client", extensions: "subjectAltName=DNS:client.test\nextendedKeyUsage=clientAuth\n")
    }

    /// The `tls` block of a server.
    func configuration(_ certificate: String = "server", verify: Bool = false) -> String {
        """
        tls { cert_file: "\(path(certificate)).pem", key_file: "\(path(certificate)).key", ca_file: "\(authority)", verify: \(verify) }
        """
    }

    private func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    private func make(_ name: String, extensions: String) throws {
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", path("\(name).key"), "-out", path("\(name).csr"))
        let file = try directory.write("\(name).ext", extensions)
        try openssl(
            "x509", "-req", "-in", path("\(name).csr"), "-CA", authority, "-CAkey", path("ca.key"), "-CAcreateserial", "-days",
            "2",
            "-extfile", file, "-out", path("\(name).pem"))
    }

    private func openssl(_ arguments: String...) throws { try ChildProcess.output(["openssl"] + arguments) }
}
