import JSON
import NATS
import Testing

@testable import NATS

@Suite struct `Releases of servers` {
    @Test(arguments: [("2.15.1", 2, 15), ("2.9.10", 2, 9), ("2.12.0-RC.1", 2, 12), ("3.0.0", 3, 0)])
    func `are told by the first two numbers`(version: String, major: Int, minor: Int) throws {
        #expect(try #require(NATSRelease(version: version)) == NATSRelease(major, minor))
    }

    @Test(arguments: ["", "dev", "2", "2.15", "v2.15.1"])
    func `are unknown where there are no numbers`(version: String) {
        #expect(NATSRelease(version: version) == nil)
    }

    @Test func `follow one another by number, not by letter`() {
        #expect(NATSRelease(2, 9) < NATSRelease(2, 10))
        #expect(NATSRelease(2, 15) < NATSRelease(3, 0))
    }
}

@Suite struct `Who we are` {
    private static func message(_ text: String) -> NATSMessage { NATSMessage(subject: "_INBOX.x", payload: Array(text.utf8)) }
    private static let bare = NATSServerFacts(url: "nats://a:1", serverID: "OURS", maximumPayload: 1)

    @Test func `is not taken from another server's answer`() {
        let answer = Self.message(#"{"server":{"id":"THEIRS","ver":"2.15.1"},"data":{"user":"leaf","account":"A"}}"#)
        #expect(UserInfo(answer, from: "OURS") == nil)
        #expect(UserInfo(answer, from: "THEIRS") != nil)
    }

    @Test func `has no user where the server tells a token as one`() throws {
        let answer = Self.message(#"{"server":{"id":"OURS","ver":"2.10.26"},"data":{"user":"the token","account":"A"}}"#)
        let info = try #require(UserInfo(answer, from: "OURS"))
        #expect(info.adding(to: Self.bare, namesUser: false).user == nil)
        #expect(info.adding(to: Self.bare, namesUser: true).user == "the token")
    }

    @Test func `comes from the list of connections where the server is older, without permissions`() throws {
        let answer = Self.message(
            #"{"server":{"id":"OURS","ver":"2.9.10"},"data":{"connections":[{"cid":5,"authorized_user":"ann","account":"A"}]}}"#)
        let facts = try #require(UserInfo(older: answer, from: "OURS")).adding(to: Self.bare, namesUser: true)
        #expect(facts.release == NATSRelease(2, 9))
        #expect(facts.user == "ann")
        #expect(facts.account == "A")
        #expect(facts.permissions == nil)
    }
}
