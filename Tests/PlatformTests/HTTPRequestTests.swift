import Platform
import TestSupport
import Testing

/// The monitoring ports of real servers, with TLS and without.
@Suite(.serialized) struct HTTPRequestTests {
    let certificates: TestCertificates
    init() throws { certificates = try TestCertificates() }

    /// A server whose monitoring port speaks TLS with one of the test's certificates, and the address of that port.
    private func secure(_ certificate: String = "server") throws -> (TestServer, String) {
        let port = try LoopbackListener().port
        let server = try TestServer("https: \"127.0.0.1:\(port)\"\n" + certificates.configuration(certificate))
        return (server, "https://127.0.0.1:\(port)")
    }

    private func plain() throws -> (TestServer, String) {
        let port = try LoopbackListener().port
        return (try TestServer("http: \"127.0.0.1:\(port)\""), "http://127.0.0.1:\(port)")
    }

    private func failure(
        _ address: String, _ authorities: String? = nil, timeout: Duration = .seconds(10), limit: Int = 1 << 20
    ) -> PlatformError? {
        do throws(PlatformError) {
            _ = try HTTPRequest.get(address, timeout: timeout, authorities: authorities, limit: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a document comes over HTTP and over TLS alike`() throws {
        let (one, open) = try plain()
        let (other, closed) = try secure()
        for (server, address, authorities) in [(one, open, nil), (other, closed, certificates.authority)] {
            let answer = try HTTPRequest.get(address + "/varz", timeout: .seconds(10), authorities: authorities)
            #expect(answer.status == 200)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.contains("\"server_id\"") && text.contains("\"port\": \(server.port)"))
            #expect(try HTTPRequest.get(address + "/nothing", timeout: .seconds(10), authorities: authorities).status == 404)
        }
    }

    @Test func `a server that does not prove who it is gets no question`() throws {
        let (_server, address) = try secure()
        defer { _server.kill9() }
        for authorities in [certificates.otherAuthority, nil] {
            let error = failure(address + "/varz", authorities)
            #expect(error?.code == "untrusted")
            #expect(error?.message.contains("authority that is not trusted") == true, "\(error?.message ?? "")")
        }
        let (expired, old) = try secure("expired")
        defer { expired.kill9() }
        #expect(failure(old, certificates.authority)?.message.contains("has expired") == true)
        let (named, other) = try secure("named")
        defer { named.kill9() }
        let error = failure(other, certificates.authority)
        #expect(error?.code == "untrusted")
        #expect(error?.message.contains("not for 127.0.0.1") == true, "\(error?.message ?? "")")
    }

    @Test func `a file of authorities that is none is told as that`() throws {
        let (server, address) = try secure()
        defer { server.kill9() }
        for file in [certificates.clientKey, "/nowhere/ca.pem"] {
            let error = failure(address, file)
            #expect(error?.code == "invalid")
            #expect(error?.path == file)
        }
    }

    @Test func `TLS spoken to a plain port, and the reverse, is told as that`() throws {
        let (server, open) = try plain()
        defer { server.kill9() }
        let toPlain = failure("https" + open.dropFirst(4), certificates.authority)
        #expect(toPlain?.message.contains("may be an http:// address") == true, "\(toPlain?.message ?? "")")
        let (other, closed) = try secure()
        defer { other.kill9() }
        let toSecure = failure("http" + closed.dropFirst(5))
        #expect(toSecure?.message.contains("ask it by https://") == true, "\(toSecure?.message ?? "")")
    }

    @Test func `an answer is bounded in size and time`() throws {
        let (one, open) = try plain()
        let (other, closed) = try secure()
        defer { one.kill9(); other.kill9() }
        #expect(failure(open + "/varz", limit: 500)?.code == "too_large")
        #expect(failure(closed + "/varz", certificates.authority, limit: 500)?.code == "too_large")
        // Takes connections and never says a word.
        let silent = try LoopbackListener()
        for scheme in ["http", "https"] {
            let error = failure("\(scheme)://127.0.0.1:\(silent.port)/varz", certificates.authority, timeout: .milliseconds(200))
            #expect(error?.code == "timeout")
        }
    }

    @Test(arguments: ["https://", "http://user@host:1", "https://host:99999", "ftp://host:1", "http://a b", "https://ü:1"])
    func `an address that is none is refused`(address: String) {
        #expect(failure(address)?.code == "invalid")
    }
}
