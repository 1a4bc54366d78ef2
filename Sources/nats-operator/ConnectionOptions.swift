import Changes
import Operator

/// What every subcommand that reaches NATS takes.
struct ConnectionOptions: Sendable {
    let context: [String]
    let server: String?
    let embedded: String?
    let creds: String?
    let nkey: String?
    let user: String?
    let passwordFile: String?
    let tokenFile: String?
    let tlsCa: String?
    let tlsCert: String?
    let tlsKey: String?
    let tlsServerName: String?
    let tls: Bool
    let tlsFirst: Bool
    let inboxPrefix: String?
    let write: [String]
    let confirm: ConfirmationMode
    let payloads: PayloadMode
    let hide: [String]
    let journal: String?

    init(_ line: ParsedLine) throws(UsageError) {
        context = line.all(Self.contextOption)
        server = line[Self.serverOption]
        embedded = line[Self.embeddedOption]
        creds = line[Self.credsOption]
        nkey = line[Self.nkeyOption]
        user = line[Self.userOption]
        passwordFile = line[Self.passwordFileOption]
        tokenFile = line[Self.tokenFileOption]
        tlsCa = line[Self.tlsCaOption]
        tlsCert = line[Self.tlsCertOption]
        tlsKey = line[Self.tlsKeyOption]
        tlsServerName = line[Self.tlsServerNameOption]
        tls = line.has(Self.tlsOption)
        tlsFirst = line.has(Self.tlsFirstOption)
        inboxPrefix = line[Self.inboxPrefixOption]
        write = line.all(Self.writeOption)
        confirm = try line.choice(Self.confirmOption, default: .ask)
        payloads = try line.choice(Self.payloadsOption, default: .full)
        hide = line.all(Self.hideOption)
        journal = line[Self.journalOption]
    }

    static let all = [
        contextOption, serverOption, embeddedOption, credsOption, nkeyOption, userOption, passwordFileOption, tokenFileOption,
        tlsCaOption, tlsCertOption, tlsKeyOption, tlsServerNameOption, tlsOption, tlsFirstOption, inboxPrefixOption, writeOption,
        confirmOption, payloadsOption, hideOption, journalOption,
    ]

    private static let contextOption = CommandOption.values(
        "--context", "name",
        "Context of the nats command line: its name, or the path of its file. Several may be given: every tool then takes "
            + "`context`, and the first is the default.")
    private static let serverOption = CommandOption.value(
        "--server", "urls", "Server URLs, separated by commas (nats://, tls://).")
    private static let embeddedOption = CommandOption.optionalValue(
        "--embedded", "dir", "Start a private nats-server with JetStream, stored in the directory.")
    private static let credsOption = CommandOption.value("--creds", "file", "Credentials file (user JWT and seed).")
    private static let nkeyOption = CommandOption.value("--nkey", "file", "File with an NKey seed.")
    private static let userOption = CommandOption.value("--user", "name", "User name.")
    private static let passwordFileOption = CommandOption.value("--password-file", "file", "File with the password of --user.")
    private static let tokenFileOption = CommandOption.value("--token-file", "file", "File with a token.")
    private static let tlsCaOption = CommandOption.value("--tls-ca", "file", "PEM file of the authorities to trust.")
    private static let tlsCertOption = CommandOption.value("--tls-cert", "file", "PEM file of the client's certificate.")
    private static let tlsKeyOption = CommandOption.value("--tls-key", "file", "PEM file of the client's key.")
    private static let tlsServerNameOption = CommandOption.value(
        "--tls-server-name", "name", "Name the server's certificate must carry, where it isn't the URL's host.")
    private static let tlsOption = CommandOption.flag("--tls", "Demand TLS, whatever the URL says.")
    private static let tlsFirstOption = CommandOption.flag(
        "--tls-first", "The TLS handshake comes before the server's greeting (needs libnats 3.9).")
    private static let inboxPrefixOption = CommandOption.value(
        "--inbox-prefix", "prefix", "Prefix of the subjects answers come to (default _INBOX).")
    private static let writeOption = CommandOption.values(
        "--write", "level",
        "What may be changed: observe (default), data, config, destructive. With several contexts once for all, once for "
            + "each in their order, or NAME=LEVEL.")
    private static let confirmOption = CommandOption.value(
        "--confirm", "mode", "How loss is agreed to: ask (a human) or token (unattended).")
    private static let payloadsOption = CommandOption.value(
        "--payloads", "mode", "How much of any payload a tool may show: none, preview, full (default).")
    private static let hideOption = CommandOption.values(
        "--hide", "glob",
        "Keep subjects, keys, objects, buckets and streams that match out of every result (* any characters, ? one); may be "
            + "given several times.")
    private static let journalOption = CommandOption.value("--journal", "file", "Where changes are written down.")
}
