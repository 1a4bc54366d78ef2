import NATS
import TestSupport
import Testing

/// TLS: what is trusted, what is refused, and that `tls://` is never in clear.
@Suite(.serialized) struct TLSTests {
    let certificates: TestCertificates
    init() throws { certificates = try TestCertificates() }

    private func options(_ server: TestServer, _ tls: NATSTLS, scheme: Bool = true) -> NATSOptions {
        NATSOptions(
            servers: [NATSServerURL(host: "127.0.0.1", port: server.port, requiresTLS: scheme)], tls: tls,
            connectTimeout: .seconds(5), reconnectWait: .milliseconds(100))
    }

    @Test func `a server of the own authority is trusted`() async throws {
        let server = try TestServer(certificates.configuration())
        let client = NATSClient(options(server, NATSTLS(authorityFile: certificates.authority)))
        _ = try await client.connect(timeout: .seconds(10))
        let error = await failure(client)
        #expect(error?.code == .noResponders)
        await client.close()
    }

    @Test func `a server of another authority is refused`() async throws {
        let server = try TestServer(certificates.configuration())
        for authority in [certificates.otherAuthority, nil] {
            let error = await failure(NATSClient(options(server, NATSTLS(authorityFile: authority))))
            #expect(error?.code == .tlsFailed)
            #expect(error?.message.contains("issuer") == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a certificate for another host is refused, unless that name is the one expected`() async throws {
        let server = try TestServer(certificates.configuration("named"))
        let error = await failure(NATSClient(options(server, NATSTLS(authorityFile: certificates.authority))))
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.contains("mismatch") == true, "\(error?.message ?? "")")
        let named = NATSTLS(authorityFile: certificates.authority, serverName: "nats.test")
        let right = NATSClient(options(server, named))
        _ = try await right.connect(timeout: .seconds(10))
        await right.close()
        let other = NATSTLS(authorityFile: certificates.authority, serverName: "else.test")
        #expect(await failure(NATSClient(options(server, other)))?.code == .tlsFailed)
    }

    @Test func `a client certificate is given where the server demands one, and its lack is told`() async throws {
        let server = try TestServer(certificates.configuration(verify: true))
        let tls = NATSTLS(
            authorityFile: certificates.authority, certificateFile: certificates.client, keyFile: certificates.clientKey)
        let client = NATSClient(options(server, tls))
        _ = try await client.connect(timeout: .seconds(10))
        await client.close()
        let error = await failure(NATSClient(options(server, NATSTLS(authorityFile: certificates.authority))))
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.contains("client certificate") == true, "\(error?.message ?? "")")
    }

    @Test func `tls to a server without TLS is refused, and no credentials are sent in clear`() async throws {
        let server = try TestServer("trace: true\nauthorization { user: ann, password: right }")
        for (scheme, tls) in [(true, NATSTLS()), (false, NATSTLS(required: true))] {
            var options = options(server, tls, scheme: scheme)
            options.authentication = .user("ann", password: Secret("right"))
            let error = await failure(NATSClient(options))
            #expect(error?.code == .tlsFailed)
            #expect(error?.message.contains("offers no TLS") == true, "\(error?.message ?? "")")
        }
        // The server shows in its trace that it knows how to: then what it was not sent, it would show too.
        let plain = NATSClient(server.options(.user("ann", password: Secret("right"))))
        #expect(!server.log.contains("[CONNECT"))
        _ = try await plain.connect(timeout: .seconds(5))
        #expect(server.log.contains("[CONNECT"))
        await plain.close()
    }

    @Test func `a server that demands TLS gets it without tls in the URL`() async throws {
        let server = try TestServer(certificates.configuration())
        let client = NATSClient(options(server, NATSTLS(authorityFile: certificates.authority), scheme: false))
        _ = try await client.connect(timeout: .seconds(10))
        await client.close()
    }

    @Test func `files that are not there are named`() async throws {
        let server = try TestServer(certificates.configuration())
        let missing = certificates.directory.path + "/missing.pem"
        let lacking = [
            NATSTLS(authorityFile: missing),
            NATSTLS(authorityFile: certificates.authority, certificateFile: missing, keyFile: certificates.clientKey),
            NATSTLS(authorityFile: certificates.authority, certificateFile: certificates.client, keyFile: missing),
        ]
        for tls in lacking {
            let error = await failure(NATSClient(options(server, tls)))
            #expect(error?.code == .invalidConfiguration)
            #expect(error?.message.contains(missing) == true)
        }
        let wrong = try certificates.directory.write("words.pem", "no certificate\n")
        let error = await failure(NATSClient(options(server, NATSTLS(authorityFile: wrong))))
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.contains("words.pem") == true)
    }

    @Test func `the handshake comes first where the library can, and is refused by name where it can't`() async throws {
        let server = try TestServer(certificates.configuration("server", "handshake_first: true"))
        let client = NATSClient(options(server, NATSTLS(authorityFile: certificates.authority, handshakeFirst: true)))
        if NATSLibrary.canHandshakeFirst {
            _ = try await client.connect(timeout: .seconds(10))
        } else {
            let error = await failure(client)
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains("libnats 3.9") == true)
        }
        await client.close()
    }

    @Test func `a server that does the handshake first is told as one`() async throws {
        let server = try TestServer(certificates.configuration("server", "handshake_first: true"))
        var options = options(server, NATSTLS(authorityFile: certificates.authority))
        options.connectTimeout = .milliseconds(300)
        let error = try #require(await failure(NATSClient(options)))
        #expect(error.code == (NATSLibrary.canHandshakeFirst ? .tlsFailed : .unsupported))
        #expect(error.message.contains("TLS handshake before its greeting"), "\(error.message)")
    }

    @Test func `an expired certificate of the server is told with its date`() async throws {
        let server = try TestServer(certificates.configuration("expired"))
        let error = try #require(await failure(NATSClient(options(server, NATSTLS(authorityFile: certificates.authority)))))
        #expect(error.code == .certificateExpired)
        #expect(error.message.contains("CN=expired) expired at 2020-02-01T00:00:00Z"), "\(error.message)")
    }

    @Test func `a client certificate that has expired, or is another authority's, is told as ours`() async throws {
        let server = try TestServer(certificates.configuration(verify: true))
        var tls = NATSTLS(
            authorityFile: certificates.authority, certificateFile: certificates.path("expired-client.pem"),
            keyFile: certificates.path("expired-client.key"))
        let expired = try #require(await failure(NATSClient(options(server, tls))))
        #expect(expired.code == .certificateExpired)
        #expect(expired.message.contains("expired-client.pem, which expired at 2020-02-01"), "\(expired.message)")
        tls.certificateFile = certificates.otherAuthority
        tls.keyFile = certificates.path("other-ca.key")
        let strange = try #require(await failure(NATSClient(options(server, tls))))
        #expect(strange.code == .tlsFailed)
        #expect(strange.message.contains("refused our client certificate \(certificates.otherAuthority)"), "\(strange.message)")
        tls.certificateFile = certificates.client
        let mixed = try #require(await failure(NATSClient(options(server, tls))))
        #expect(mixed.code == .tlsFailed)
        #expect(mixed.message.contains("client.pem"), "\(mixed.message)")
    }

    @Test func `of several servers each is told with what is wrong with it`() async throws {
        let expired = try TestServer(certificates.configuration("expired"))
        let dead = NATSServerURL(host: "127.0.0.1", port: try LoopbackListener().port)
        var options = options(expired, NATSTLS(authorityFile: certificates.authority))
        options.servers.append(dead)
        let error = try #require(await failure(NATSClient(options)))
        #expect(error.code == .certificateExpired)
        #expect(error.message.contains("\(dead): connection refused"), "\(error.message)")
        // A third that is well serves.
        let well = try TestServer(certificates.configuration())
        options.servers.append(NATSServerURL(host: "127.0.0.1", port: well.port, requiresTLS: true))
        #expect(await failure(NATSClient(options))?.code == .noResponders)
    }

    @Test func `an IPv6 address serves, with TLS and without`() async throws {
        for configuration in ["", certificates.configuration("six")] {
            let server = try TestServer(configuration + "\nhost: \"::\"")
            let options = NATSOptions(
                servers: [NATSServerURL(host: "::1", port: server.port, requiresTLS: !configuration.isEmpty)],
                tls: NATSTLS(authorityFile: certificates.authority))
            let client = NATSClient(options)
            #expect(try await client.connect(timeout: .seconds(10)).url.contains("[::1]:\(server.port)"))
            #expect(await failure(client)?.code == .noResponders)
            await client.close()
        }
    }

    @Test func `a TLS connection comes back after the server was killed`() async throws {
        let server = try TestServer(certificates.configuration())
        let events = Events()
        let client = NATSClient(options(server, NATSTLS(authorityFile: certificates.authority)), onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(10))
        try server.restart()
        await events.wait { if case .reconnected = $0 { true } else { false } }
        #expect(await failure(client)?.code == .noResponders)
        await client.close()
    }

    private func failure(_ client: NATSClient) async -> NATSError? {
        do throws(NATSError) { _ = try await client.request("nobody", timeout: .seconds(20)) } catch { return error }
        return nil
    }
}
