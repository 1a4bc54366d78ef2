import NATS
import TestSupport
import Testing

/// A look at a server's TLS from outside.
@Suite struct InspectionTests {
    let certificates: TestCertificates
    init() throws { certificates = try TestCertificates() }

    private func look(_ configuration: String, _ tls: NATSTLS? = nil, scheme: Bool = true) async throws -> NATSTLSInspection {
        let server = try TestServer(configuration)
        let options = NATSOptions(
            servers: [NATSServerURL(host: "127.0.0.1", port: server.port, requiresTLS: scheme)],
            tls: tls ?? NATSTLS(authorityFile: certificates.authority))
        return try await NATSClient(options).inspectTLS(timeout: .seconds(5))
    }

    @Test func `a chain that can be trusted, with all that is in it`() async throws {
        let found = try await look("server_name: alpha\n" + certificates.configuration())
        #expect(found.offersTLS && found.requiresTLS && !found.isHandshakeFirst)
        #expect(found.serverName == "alpha")
        #expect(found.version == "TLSv1.3")
        #expect(found.cipher?.hasPrefix("TLS_") == true)
        #expect(found.distrust == nil)
        #expect(found.refusal == nil)
        #expect(!found.demandsClientCertificate)
        let own = try #require(found.certificates.first)
        #expect(own.subject == "CN=server")
        #expect(own.issuer == "CN=ca")
        #expect(own.dnsNames == ["nats.test"])
        #expect(own.addresses == ["127.0.0.1"])
        #expect(own.key == "EC prime256v1")
        #expect(!own.isSelfSigned && !own.isAuthority && !own.isExpired)
        #expect((86400...3 * 86400).contains(own.secondsLeft))
        let print = { (field: String) in
            try ChildProcess.output(
                ["openssl", "x509", "-in", certificates.path("server.pem"), "-noout"] + [field] + ["-sha256"])
        }
        let digits = own.fingerprint.uppercased()
        let pairs = stride(from: 0, to: digits.count, by: 2).map { String(digits.dropFirst($0).prefix(2)) }
        #expect(try print("-fingerprint").contains(pairs.joined(separator: ":")))
        #expect(try print("-serial").contains(own.serial.uppercased()))
        #expect(try TextFile.read(certificates.path("server.pem")).contains(own.pem))
    }

    @Test func `what can't be trusted is shown, with the reason`() async throws {
        let expired = try await look(certificates.configuration("expired"))
        #expect(expired.distrust == "certificate has expired")
        #expect(expired.certificates.first?.notAfter == "2020-02-01T00:00:00Z")
        #expect(expired.certificates.first?.notBefore == "2020-01-01T00:00:00Z")
        #expect(expired.certificates.first?.isExpired == true)
        let unknown = try await look(certificates.configuration(), NATSTLS(authorityFile: certificates.otherAuthority))
        #expect(unknown.distrust?.contains("issuer") == true)
        let named = try await look(certificates.configuration("named"))
        #expect(named.distrust?.contains("mismatch") == true)
        let expected = NATSTLS(authorityFile: certificates.authority, serverName: "nats.test")
        #expect(try await look(certificates.configuration("named"), expected).distrust == nil)
    }

    @Test func `a server that demands a client certificate, without one and with one`() async throws {
        let lacking = try await look(certificates.configuration(verify: true))
        #expect(lacking.demandsClientCertificate)
        #expect(lacking.refusal?.contains("certificate") == true, "\(lacking.refusal ?? "")")
        #expect(lacking.certificates.first?.subject == "CN=server")
        let tls = NATSTLS(
            authorityFile: certificates.authority, certificateFile: certificates.client, keyFile: certificates.clientKey)
        let right = try await look(certificates.configuration(verify: true), tls)
        #expect(right.demandsClientCertificate)
        #expect(right.refusal == nil)
    }

    @Test func `a server that does the handshake first, told or not`() async throws {
        for first in [true, false] {
            let found = try await look(
                "server_name: alpha\n" + certificates.configuration("server", "handshake_first: true"),
                NATSTLS(authorityFile: certificates.authority, handshakeFirst: first))
            #expect(found.isHandshakeFirst)
            #expect(found.certificates.first?.subject == "CN=server")
            #expect(found.distrust == nil)
            #expect(found.serverName == "alpha")
        }
    }

    @Test func `a server without TLS says so`() async throws {
        let found = try await look("", scheme: false)
        #expect(!found.offersTLS)
        #expect(!found.requiresTLS)
        #expect(found.certificates.isEmpty)
    }

    @Test func `a server that accepts and says nothing ends in time`() async throws {
        let hole = try LoopbackListener()
        let options = NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: hole.port)])
        let found = try await NATSClient(options).inspectTLS(timeout: .milliseconds(200))
        #expect(found.certificates.isEmpty)
        #expect(found.refusal != nil)
    }

    @Test func `nothing that answers is an error that says why`() async throws {
        let port = try LoopbackListener().port
        let client = NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: port)]))
        let error = await ConnectTests.error { _ = try await client.inspectTLS(timeout: .seconds(5)) }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("connection refused") == true)
    }

    @Test func `why a connection stays away is found out while it does`() async throws {
        let server = try TestServer(certificates.configuration())
        var options = NATSOptions(
            servers: [NATSServerURL(host: "127.0.0.1", port: server.port, requiresTLS: true)],
            tls: NATSTLS(authorityFile: certificates.authority), reconnectWait: .milliseconds(100))
        options.reconnectGrace = .milliseconds(100)
        let client = NATSClient(options)
        _ = try await client.connect(timeout: .seconds(10))
        try server.write(certificates.configuration("expired"))
        try server.restart()
        var error: NATSError?
        for _ in 0..<100 where error?.message.contains("expired at 2020") != true {
            error = await ConnectTests.error { _ = try await client.request("nobody", timeout: .seconds(10)) }
        }
        #expect(error?.code == .disconnected)
        #expect(error?.message.contains("expired at 2020") == true, "\(error?.message ?? "")")
        try server.write(certificates.configuration())
        try server.restart()
        for _ in 0..<100 where error?.code != .noResponders {
            error = await ConnectTests.error { _ = try await client.request("nobody", timeout: .seconds(10)) }
        }
        #expect(error?.code == .noResponders)
        await client.close()
    }
}
