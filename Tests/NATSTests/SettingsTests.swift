import NATS
import Testing

/// Settings files: their lines, defaults and bounds.
@Suite struct SettingsTests {
    let world: ConfigurationWorld
    init() throws { world = try ConfigurationWorld() }

    private func settings(_ text: String, _ environment: [String: String] = [:]) throws -> NATSSettings {
        try NATSSettings.read(world.write("settings", text), environment: environment)
    }

    private func failure(_ text: String) throws -> NATSError? {
        let path = try world.write("settings", text)
        return world.failure([:], NATSFlags(settings: path))
    }

    @Test(arguments: ["\n# nothing\r\n  \n", "NATS.SERVER=\nNATS.TOKEN=\nNATS.RECONNECT_WAIT = ''\n"])
    func `what isn't said has its default`(text: String) throws {
        let found = try settings(text)
        #expect(found.servers.map(\.description) == ["nats://127.0.0.1:4222"])
        #expect(found.authentication == .none)
        #expect(found.tls == NATSTLS())
        #expect(found.maximumReconnects == 5)
        #expect(found.reconnectWait == .seconds(2))
        #expect(found.connectTimeout == .seconds(5))
        #expect(found.drainTimeout == .seconds(30))
        #expect(found.randomize)
        #expect(found.defaultBucket == "default")
        #expect(found.notes == [])
    }

    @Test func `every key is read`() throws {
        let found = try settings(
            """
            # ours
            NATS.SERVER = nats://one:1, tls://two:2
            NATS.MAX_RECONNECT=-1
            NATS.RECONNECT_WAIT=250ms
            NATS.CONNECT_TIMEOUT="1.5s"
            NATS.DRAIN_TIMEOUT='1m'
            NATS.RANDOMIZE=false
            NATS.DEFAULT_BUCKET=my_bucket-2
            NATS.USERNAME=ann
            NATS.PASSWORD=" p#=' "
            NATS.TLS_CERT=/cert
            NATS.TLS_KEY=file:///key
            NATS.TLS_CA=$PLACE/ca
            """, ["PLACE": "/place"])
        #expect(found.servers.map(\.description) == ["nats://one:1", "tls://two:2"])
        #expect(found.maximumReconnects == -1)
        #expect(found.reconnectWait == .milliseconds(250))
        #expect(found.connectTimeout == .milliseconds(1500))
        #expect(found.drainTimeout == .seconds(60))
        #expect(!found.randomize)
        #expect(found.defaultBucket == "my_bucket-2")
        #expect(found.authentication == .user("ann", password: Secret(" p#=' ")))
        #expect(found.tls == NATSTLS(authorityFile: "/place/ca", certificateFile: "/cert", keyFile: "/key"))
    }

    @Test func `of several ways to say who we are the first counts, and that is told`() throws {
        let all: [(line: String, key: String, authentication: NATSAuthentication)] = [
            ("NATS.CREDENTIALS=/c", "NATS.CREDENTIALS", .credentialsFile("/c")),
            ("NATS.NKEY_FILE=/n", "NATS.NKEY_FILE", .nkeySeedFile("/n")),
            ("NATS.TOKEN=t", "NATS.TOKEN", .token(Secret("t"))),
            ("NATS.USERNAME=u\nNATS.PASSWORD=p", "NATS.USERNAME", .user("u", password: Secret("p"))),
            ("NATS.SERVER=nats://x:y@h", "the credentials in NATS.SERVER", .user("x", password: Secret("y"))),
        ]
        for start in all.indices {
            // In the file they stand the other way round: their order doesn't matter.
            let rest = all[start...]
            let found = try settings(rest.reversed().map(\.line).joined(separator: "\n"))
            #expect(found.authentication == all[start].authentication)
            let unused = rest.dropFirst().map(\.key).joined(separator: ", ")
            let note = "The settings say who we are in several ways: \(all[start].key) counts; not used: \(unused)."
            #expect(found.notes == (unused.isEmpty ? [] : [note]))
        }
    }

    @Test func `the program works with the settings, and says what binds it not`() throws {
        let path = try world.write(
            "settings", "NATS.SERVER=h:1\nNATS.MAX_RECONNECT=7\nNATS.TOKEN=t\nNATS.RANDOMIZE=false\nNATS.CONNECT_TIMEOUT=1s\n")
        let found = try world.resolve(["NATS_URL": "other"], NATSFlags(settings: path))
        #expect(found.name == "default")
        #expect(found.options.servers == [NATSServerURL(host: "h", port: 1)])
        #expect(found.options.authentication == .token(Secret("t")))
        #expect(found.options.reconnectWait == .seconds(2))
        #expect(found.options.connectTimeout == .seconds(1))
        #expect(!found.options.randomize)
        #expect(found.source == "server from --settings (\(path)), credentials from NATS.TOKEN")
        #expect(found.notes.count == 2)
        #expect(found.notes[0].contains("keeps trying to reconnect"))
        #expect(found.notes[1].contains("NATS_URL is not used"))
        let replaced = try world.resolve([:], NATSFlags(settings: path, nkey: "/n", connectTimeout: "3s"))
        #expect(replaced.options.authentication == .nkeySeedFile("/n"))
        #expect(replaced.options.connectTimeout == .seconds(3))
    }

    @Test func `what is wrong is told with its line, and never with the value of a secret`() throws {
        let cases: [(String, line: Int, words: [String])] = [
            ("# x\nNATS.SEVRER=h", 2, ["did you mean NATS.SERVER?"]), ("hunter2=x", 1, ["a key that is unknown"]),
            ("\n\nhunter2", 3, ["NATS.KEY=value"]), ("NATS.SERVER: h", 1, ["NATS.KEY=value"]),
            ("NATS.TOKEN=a\nNATS.TOKEN=hunter2", 2, ["NATS.TOKEN", "line 1"]),
            ("NATS.TOKEN=hunter2 # mine", 1, ["NATS.TOKEN", "comment"]), ("NATS.TOKEN=\"hunter2", 1, ["NATS.TOKEN", "quote"]),
            ("NATS.SERVER=nats://a:hunter2@h:x", 1, ["NATS.SERVER", "port"]), ("NATS.SERVER=a,,b", 1, ["NATS.SERVER"]),
            ("NATS.MAX_RECONNECT=-2", 1, ["NATS.MAX_RECONNECT", "-1"]), ("NATS.MAX_RECONNECT=5s", 1, ["NATS.MAX_RECONNECT"]),
            ("NATS.MAX_RECONNECT=1000001", 1, ["1000000"]), ("NATS.RECONNECT_WAIT=2", 1, ["NATS.RECONNECT_WAIT", "unit", "5s"]),
            ("NATS.RECONNECT_WAIT=0s", 1, ["1ms"]), ("NATS.RECONNECT_WAIT=61m", 1, ["1h"]),
            ("NATS.CONNECT_TIMEOUT=11m", 1, ["NATS.CONNECT_TIMEOUT", "10m"]),
            ("NATS.DRAIN_TIMEOUT=-1s", 1, ["NATS.DRAIN_TIMEOUT"]), ("NATS.RANDOMIZE=yes", 1, ["true or false"]),
            ("NATS.DEFAULT_BUCKET=a.b", 1, ["NATS.DEFAULT_BUCKET"]),
            ("\nNATS.USERNAME=u", 2, ["NATS.USERNAME", "NATS.PASSWORD"]),
            ("\nNATS.PASSWORD=hunter2", 2, ["NATS.USERNAME", "NATS.PASSWORD"]),
            ("NATS.TLS_CERT=/c", 1, ["NATS.TLS_CERT", "NATS.TLS_KEY"]),
            ("NATS.TLS_KEY=/c", 1, ["NATS.TLS_CERT", "NATS.TLS_KEY"]),
            ("NATS.TLS_CA=op://a/b/c", 1, ["NATS.TLS_CA"]), ("NATS.TOKEN=env://NOT_SET", 1, ["NOT_SET"]),
        ]
        for (text, line, words) in cases {
            let error = try failure(text)
            #expect(error?.code == .invalidConfiguration || error?.code == .unsupported, "\(text)")
            for word in words + ["settings", "line \(line)"] {
                #expect(error?.message.contains(word) == true, "\(error?.message ?? text)")
            }
            #expect(error?.message.contains("hunter2") == false, "\(error?.message ?? text)")
        }
        #expect(try failure(" \n")?.message.contains("is empty") == true)
        #expect(world.failure([:], NATSFlags(settings: "/no/such/settings"))?.message.contains("/no/such/settings") == true)
    }

    @Test func `a web socket is refused by name`() throws {
        let error = try failure("NATS.SERVER=ws://h")
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("ws://") == true)
    }

    @Test func `settings with a secret that others may read are told`() throws {
        for (text, isSecret) in [
            ("NATS.TOKEN=t", true), ("NATS.TOKEN=env://T", false), ("NATS.CREDENTIALS=/c", false),
            ("NATS.SERVER=nats://a:b@h", true), ("NATS.SERVER=h", false),
        ] {
            let path = try world.write("settings", text, mode: 0o640)
            #expect(try NATSSettings.read(path, environment: ["T": "t"]).notes.contains { $0.contains("chmod") } == isSecret)
        }
    }
}
