import NATS
import Platform
import Testing

/// Secrets of every kind of configuration, searched for in all that can be printed of it.
@Suite struct ConfigurationSecretTests {
    private static let secret = "SENTINEL7"

    private func texts(_ configuration: NATSConfiguration) -> [String] {
        var dumped = ""
        dump(configuration, to: &dumped)
        return [
            dumped, "\(configuration)", String(reflecting: configuration), configuration.source,
            configuration.options.authentication.kind, configuration.notes.joined(),
        ]
    }

    @Test func `no secret is in anything that can be printed`() throws {
        let world = try ConfigurationWorld()
        let secret = Self.secret
        let file = try world.write("secret", secret)
        let seedFile = try world.write("seed", TestCredentials.userSeed)
        try world.program("op", "echo \(secret)")
        let creds = TestCredentials.file()
        let variables = ["HIDDEN": secret, "CREDS": creds, "SEED": TestCredentials.userSeed, "JWT": TestCredentials.userJWT]
        let contexts = [
            #"{"url": "nats://u:\#(secret)@h"}"#, #"{"url": "nats://\#(secret)@h"}"#, #"{"user": "u", "password": "\#(secret)"}"#,
            #"{"token": "\#(secret)", "password": "\#(secret)"}"#, #"{"token": "env://HIDDEN"}"#, #"{"token": "op://v/i/f"}"#,
            #"{"token": "file://\#(file)"}"#, #"{"token": "data:;base64,\#(Base64.encode(Array(secret.utf8)))"}"#,
            #"{"creds": "env://CREDS"}"#, #"{"creds": "data:;base64,\#(Base64.encode(Array(creds.utf8)))"}"#,
            #"{"nkey": "env://SEED"}"#, #"{"user_jwt": "env://JWT", "user_seed": "\#(TestCredentials.userSeed)"}"#,
            #"{"user_jwt": "\#(secret)", "token": "\#(secret)", "url": "nats://u:\#(secret)@h"}"#,
        ]
        var found: [NATSConfiguration] = []
        for context in contexts {
            try world.write("config/nats/context/c.json", context, mode: 0o644)
            found.append(try world.resolve(variables, NATSFlags(context: "c")))
        }
        let settings = [
            "NATS.TOKEN=\(secret)", "NATS.USERNAME=u\nNATS.PASSWORD=\(secret)", "NATS.SERVER=u:\(secret)@h\nNATS.TOKEN=\(secret)",
        ]
        for text in settings {
            let path = try world.write("settings", text, mode: 0o644)
            found.append(try world.resolve([:], NATSFlags(settings: path)))
            var dumped = ""
            dump(try NATSSettings.read(path, environment: [:]), to: &dumped)
            #expect(!dumped.contains(secret))
        }
        for variables in [
            ["NATS_URL": "u:\(secret)@h"], ["NATS_TOKEN": secret], ["NATS_USER": "u", "NATS_PASSWORD": secret],
            ["NATS_JWT": secret, "NATS_SEED": TestCredentials.userSeed],
        ] {
            found.append(try world.resolve(variables))
            found.append(try world.resolve(variables, NATSFlags(server: "h")))
        }
        found.append(try world.resolve([:], NATSFlags(server: "u:\(secret)@h")))
        found.append(try world.resolve([:], NATSFlags(user: "u", passwordFile: file)))
        found.append(try world.resolve([:], NATSFlags(tokenFile: file)))
        found.append(try world.resolve([:], NATSFlags(userJWTFile: file, seedFile: seedFile)))

        let forbidden = [
            secret, Base64.encode(Array(secret.utf8)), TestCredentials.userSeed, TestCredentials.userJWT,
            String(Base64.encode(Array(creds.utf8)).prefix(40)),
        ]
        #expect(found.count == 28)
        for text in found.flatMap(texts) {
            for word in forbidden { #expect(!text.contains(word)) }
        }
    }

    @Test func `no secret is in an error`() throws {
        let world = try ConfigurationWorld()
        let secret = Self.secret
        try world.program("op", "echo \(secret); echo \(secret) >&2; exit 1")
        try world.program("nsc", "echo \(secret); echo \(secret) >&2")
        let contexts = [
            #"{"password": {"a": "\#(secret)"}}"#, #"{"token": "\#(secret)", "url": "nats://u:\#(secret)@h:x"}"#,
            #"{"token": "\#(secret)" "#, #"{"\#(secret)": "a", "\#(secret)": "b"}"#, #"{"token": "op://v/i/f"}"#,
            #"{"creds": "nsc://o/a/u"}"#, #"{"token": "env:\#(secret)"}"#, #"{"token": "op:\#(secret)"}"#,
            #"{"token": "data:\#(secret)"}"#, #"{"creds": "data:;base64,\#(Base64.encode(Array(secret.utf8)))"}"#,
            #"{"url": "ws://u:\#(secret)@h", "token": "\#(secret)"}"#, #"{"user_jwt": "x", "user_seed": "\#(secret)"}"#,
            #"{"socks_proxy": "socks5://u:\#(secret)@h"}"#, #"{"url": "nats://u:\#(secret)@h", "inbox_prefix": "a b"}"#,
        ]
        for context in contexts {
            try world.context("c", context)
            let error = try #require(world.failure([:], NATSFlags(context: "c")), "\(context)")
            #expect(!error.message.contains(secret), "\(error.message)")
        }
        let settings = [
            "\(secret)", "\(secret)=1", "NATS.TOKEN='\(secret)", "NATS.SERVER=u:\(secret)@h:x", "NATS.PASSWORD=\(secret)",
        ]
        for text in settings {
            let error = try #require(world.failure([:], NATSFlags(settings: try world.write("settings", text))), "\(text)")
            #expect(!error.message.contains(secret), "\(error.message)")
        }
        let proxy = world.failure(["NATS_SOCKS_PROXY": "socks5://u:\(secret)@h"])
        #expect(proxy?.message.contains(secret) == false)
    }
}
