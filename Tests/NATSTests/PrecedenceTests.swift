import NATS
import Testing

/// Who names the server, and whose credentials go there: every combination of flags, variables and a selected context.
@Suite struct PrecedenceTests {
    /// Where a server can be named. Of flags and of variables one each counts; both variables together conflict.
    private enum Flag: CaseIterable { case none, server, context, settings }
    private enum Variable: CaseIterable { case none, url, context, both }

    /// What is expected without credentials elsewhere, with those of the environment, and with those of flags (with or without
    /// the environment's); nil where it must be an error.
    private struct Row {
        let host: String
        let own, environments, flags: String?
    }

    private static let table: [(flags: [Flag], variables: [Variable], selected: [Bool], row: Row)] = [
        ([.server], Variable.allCases, [false, true], Row(host: "flag", own: "none", environments: "none", flags: "flag")),
        ([.context], Variable.allCases, [false, true], Row(host: "dev", own: "dev", environments: "dev", flags: "flag")),
        ([.settings], Variable.allCases, [false, true], Row(host: "file", own: "file", environments: "file", flags: "flag")),
        ([.none], [.url], [false, true], Row(host: "variable", own: "none", environments: "environment", flags: "flag")),
        ([.none], [.context], [false, true], Row(host: "dev", own: "dev", environments: "environment", flags: "flag")),
        ([.none], [.both], [false, true], Row(host: "", own: nil, environments: nil, flags: nil)),
        ([.none], [.none], [true], Row(host: "chosen", own: "chosen", environments: nil, flags: "flag")),
        ([.none], [.none], [false], Row(host: "127.0.0.1", own: "none", environments: "environment", flags: "flag")),
    ]

    @Test func `the table of all combinations holds`() throws {
        let world = try ConfigurationWorld()
        try world.context("dev", #"{"url": "nats://dev:1", "token": "dev"}"#)
        try world.context("chosen", #"{"url": "nats://chosen:1", "token": "chosen"}"#)
        let settings = try world.write("settings", "NATS.SERVER=nats://file:1\nNATS.TOKEN=file\n")
        let token = try world.write("token", "flag\n")
        var count = 0
        for (flags, variables, selections, row) in Self.table {
            for flag in flags {
                for variable in variables {
                    for selected in selections {
                        try world.select(selected ? "chosen" : "")
                        for (fromFlags, fromEnvironment) in [(false, false), (false, true), (true, false), (true, true)] {
                            var given = NATSFlags(tokenFile: fromFlags ? token : nil)
                            switch flag {
                            case .none: break
                            case .server: given.server = "nats://flag:1"
                            case .context: given.context = "dev"
                            case .settings: given.settings = settings
                            }
                            var environment: [String: String] = [:]
                            if variable == .url || variable == .both { environment["NATS_URL"] = "nats://variable:1" }
                            if variable == .context || variable == .both { environment["NATS_CONTEXT"] = "dev" }
                            if fromEnvironment { environment["NATS_TOKEN"] = "environment" }

                            let expected = fromFlags ? row.flags : fromEnvironment ? row.environments : row.own
                            let what = Comment("\(flag) \(variable) selected=\(selected) \(fromFlags) \(fromEnvironment)")
                            count += 1
                            guard let expected else {
                                #expect(world.failure(environment, given)?.code == .invalidConfiguration, what)
                                continue
                            }
                            let found = try world.resolve(environment, given)
                            #expect(found.options.servers.map(\.host) == [row.host], what)
                            #expect(
                                found.options.authentication == (expected == "none" ? .none : .token(Secret(expected))), what)
                        }
                    }
                }
            }
        }
        // 4 flags, 4 settings of variables, selected or not, credentials in 4 ways.
        #expect(count == 128)
    }

    @Test func `what conflicts is an error that names both`() throws {
        let world = try ConfigurationWorld()
        try world.context("dev", #"{"url": "nats://dev:1"}"#)
        let file = try world.write("secret", "hunter2")
        let jwt = try world.write("jwt", TestCredentials.userJWT)
        let cases: [([String: String], NATSFlags, [String])] = [
            ([:], NATSFlags(context: "dev", server: "h"), ["--context", "--server"]),
            ([:], NATSFlags(context: "dev", settings: file), ["--context", "--settings"]),
            ([:], NATSFlags(settings: file, server: "h"), ["--settings", "--server"]),
            (["NATS_URL": "h", "NATS_CONTEXT": "dev"], NATSFlags(), ["NATS_URL", "NATS_CONTEXT"]),
            (["NATS_TOKEN": "hunter2", "NATS_CREDS": "/c"], NATSFlags(), ["NATS_TOKEN", "NATS_CREDS"]),
            (["NATS_TOKEN": "hunter2", "NATS_JWT": "hunter2"], NATSFlags(), ["NATS_TOKEN", "NATS_JWT"]),
            (["NATS_CONTEXT": "dev", "NATS_NKEY": "/n", "NATS_CREDS": "/c"], NATSFlags(), ["NATS_NKEY", "NATS_CREDS"]),
            (["NATS_URL": "nats://a:hunter2@h", "NATS_NKEY": "/n"], NATSFlags(), ["NATS_URL", "NATS_NKEY"]),
            ([:], NATSFlags(creds: "/c", nkey: "/n"), ["--creds", "--nkey"]),
            ([:], NATSFlags(creds: "/c", userJWTFile: jwt), ["--creds", "--user-jwt-file"]),
            ([:], NATSFlags(context: "dev", tokenFile: file, nkey: "/n"), ["--token-file", "--nkey"]),
            ([:], NATSFlags(server: "a:hunter2@h", tokenFile: file), ["--server", "--token-file"]),
            ([:], NATSFlags(jetStreamDomain: "hub", jetStreamPrefix: "A.B"), ["--js-domain", "--js-api-prefix"]),
            (["NATS_USER": "ann"], NATSFlags(), ["NATS_USER", "NATS_PASSWORD"]),
            (["NATS_PASSWORD": "hunter2"], NATSFlags(), ["NATS_USER", "NATS_PASSWORD"]),
            (["NATS_SEED": "hunter2"], NATSFlags(), ["NATS_SEED", "NATS_JWT"]),
            ([:], NATSFlags(user: "ann"), ["--user", "--password-file"]),
            ([:], NATSFlags(seedFile: file), ["--seed-file", "--user-jwt-file"]),
            (["NATS_CERT": "/c"], NATSFlags(), ["NATS_CERT", "NATS_KEY"]),
            ([:], NATSFlags(tlsKey: "/k"), ["--tls-key", "--tls-cert"]),
        ]
        for (environment, flags, names) in cases {
            let error = world.failure(environment, flags)
            #expect(error?.code == .invalidConfiguration, "\(names)")
            for name in names { #expect(error?.message.contains(name) == true, "\(error?.message ?? "no error")") }
            #expect(error?.message.contains("hunter2") == false)
        }
    }

    @Test func `credentials of the environment and a context that is merely selected conflict, and both are named`() throws {
        let world = try ConfigurationWorld()
        try world.context("dev", #"{"url": "nats://dev:1"}"#)
        try world.select("dev")
        for name in ["NATS_USER", "NATS_PASSWORD", "NATS_TOKEN", "NATS_CREDS", "NATS_NKEY", "NATS_JWT", "NATS_CERT"] {
            let error = world.failure([name: "hunter2"])
            #expect(error?.message.contains(name) == true, "\(error?.message ?? "no error")")
            #expect(error?.message.contains("\"dev\"") == true)
            #expect(error?.message.contains("hunter2") == false)
        }
        #expect(try world.resolve(["NATS_CA": "/ca"]).options.tls.authorityFile == "/ca")
    }
}
