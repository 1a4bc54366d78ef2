import JSON
import NATS
import Operator
import Synchronization
import TestSupport
import Testing

@Suite struct `The tool account_tls` {
    let certificates: TestCertificates
    /// Until the end of the test.
    let servers = Kept()
    init() throws { certificates = try TestCertificates() }

    final class Kept: Sendable { let servers = Mutex<[TestServer]>([]) }

    private func desk(_ configuration: String, _ tls: NATSTLS? = nil) throws -> (TestServer, Desk) {
        let server = try TestServer("server_name: alpha\n" + configuration)
        servers.servers.withLock { $0.append(server) }
        var options = server.options()
        options.tls = tls ?? NATSTLS(authorityFile: certificates.authority)
        return (server, try Desk(NATSClient(options)))
    }

    @Test func `shows the chain of the server in use`() async throws {
        let (server, desk) = try desk(certificates.configuration())
        let found = try await desk.call("account_tls")
        #expect(found["server"]?["name"] == "alpha")
        #expect(found["server"]?["url"]?.string?.hasSuffix(":\(server.port)") == true)
        #expect(found["tls"] == true)
        #expect(found["required"] == true)
        #expect(found["trusted"] == true)
        #expect(found["version"] == "TLSv1.3")
        #expect(found["expected_name"] == "127.0.0.1")
        #expect(found["authorities"] == .string(certificates.authority))
        #expect(found["client_certificate"] == ["demanded": false])
        // Two days, less what the test has taken since.
        let days = try #require(found["expires_in_days"]?.int64)
        #expect(1...2 ~= days)
        #expect(found["note"] == "CN=server expires in \(days) days")
        let own = try #require(found["certificates"]?.array?.first?.object)
        #expect(own["subject"] == "CN=server")
        #expect(own["dns_names"] == ["nats.test"])
        #expect(own["addresses"] == ["127.0.0.1"])
        #expect(own["note"] == "expires in \(days) days")
        #expect(own["pem"] == nil)
        #expect(own["sha256"]?.string?.count == 64)
        for arguments in [["warn_before": "1h"], ["expire_warn": "1h"]] as [JSONObject] {
            let calm = try await desk.call("account_tls", arguments)
            #expect(calm["note"] == nil)
            #expect(calm["certificates"]?.array?.first?["note"] == nil)
        }
        let pem = try await desk.call("account_tls", ["pem": true])["certificates"]?.array?.first?["pem"]?.string
        #expect(pem?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)
        await desk.services.client.close()
    }

    @Test func `answers where a connection fails for TLS, with the reason`() async throws {
        let (_, expired) = try desk(certificates.configuration("expired"))
        let failure = try await expired.failure("server_info")
        #expect(failure["code"] == "certificate_expired")
        #expect(failure["next"]?.string?.contains("account_tls") == true)
        let found = try await expired.call("account_tls")
        #expect(found["trusted"] == false)
        #expect(found["reason"] == "certificate has expired")
        #expect(found["expires_in_days"]?.int64.map { $0 < -2000 } == true)
        #expect(found["note"] == "CN=expired has expired")
        let (_, unknown) = try desk(certificates.configuration(), NATSTLS(authorityFile: certificates.otherAuthority))
        #expect(try await unknown.failure("server_info")["code"] == "tls_failed")
        let strange = try await unknown.call("account_tls")
        #expect(strange["trusted"] == false)
        #expect(strange["reason"]?.string?.contains("issuer") == true)
        let (_, lacking) = try desk(certificates.configuration(verify: true))
        let demanding = try await lacking.call("account_tls")
        #expect(demanding["client_certificate"] == ["demanded": true])
        #expect(demanding["refusal"]?.string?.contains("certificate") == true)
        #expect(demanding["trusted"] == true)
    }

    @Test func `tells when our own certificate expires`() async throws {
        let tls = NATSTLS(
            authorityFile: certificates.authority, certificateFile: certificates.client, keyFile: certificates.clientKey)
        let (_, desk) = try desk(certificates.configuration(verify: true), tls)
        let client = try await desk.call("account_tls")["client_certificate"]
        #expect(client?["demanded"] == true)
        #expect(client?["ours"]?["subject"] == "CN=client")
        #expect(client?["ours"]?["expires_in_days"]?.int64.map { 1...2 ~= $0 } == true)
        await desk.services.client.close()
    }

    @Test func `a server without TLS says so, a dead one is an error, a silent one ends in time`() async throws {
        let (server, desk) = try desk("")
        let plain = try await desk.call("account_tls")
        #expect(plain["tls"] == false)
        #expect(plain["certificates"] == nil)
        await desk.services.client.close()
        server.kill9()
        let dead = try Desk(NATSClient(server.options()))
        let failure = try await dead.failure("account_tls")
        #expect(failure["code"] == "connect_failed")
        #expect(failure["message"]?.string?.contains("connection refused") == true)
        let hole = try LoopbackListener()
        var options = NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: hole.port)])
        options.connectTimeout = .milliseconds(200)
        let silent = try Desk(NATSClient(options), timeout: .seconds(2))
        let found = try await silent.call("account_tls")
        #expect(found["certificates"] == [])
        #expect(found["trusted"] == false)
    }

    @Test func `a long chain keeps to the budget`() async throws {
        var chain = try TextFile.read(certificates.path("server.pem"))
        for _ in 0..<12 { chain += try TextFile.read(certificates.authority) }
        try certificates.directory.write("long.pem", chain)
        try certificates.directory.write("long.key", TextFile.read(certificates.path("server.key")))
        let (_, desk) = try desk(certificates.configuration("long"))
        let whole = try await desk.call("account_tls", ["max_bytes": 20_000])
        #expect(whole["certificates"]?.array?.count == 13)
        #expect(whole["truncated"] == nil)
        let cut = try await desk.call("account_tls", ["max_bytes": 4000, "pem": true])
        #expect(JSONValue.object(cut).serialized().count <= 4000)
        #expect(cut["truncated"] == true)
        #expect(cut["certificates"]?.array?.first?["subject"] == "CN=server")
        await desk.services.client.close()
    }
}
