import Changes
import Operator

/// What every subcommand that reaches NATS takes.
struct ConnectionOptions: Sendable {
    let context: [String]
    let server: String?
    let settings: String?
    let embedded: String?
    let creds: String?
    let nkey: String?
    let user: String?
    let passwordFile: String?
    let tokenFile: String?
    let userJWTFile: String?
    let seedFile: String?
    let tlsCa: String?
    let tlsCert: String?
    let tlsKey: String?
    let tlsServerName: String?
    let tls: Bool
    let tlsFirst: Bool
    let inboxPrefix: String?
    let jsDomain: String?
    let jsAPIPrefix: String?
    let connectTimeout: String?
    let pinServer: [String]
    let pinCluster: [String]
    let write: [String]
    let confirm: ConfirmationMode
    let payloads: PayloadMode
    let hide: [String]
    let journal: String?
    let filesRoot: String?
    let protect: [String]
    let thresholds: String?
    let toolsets: [String]
    let tools: [String]
    let excludedTools: [String]

    init(_ line: ParsedLine) throws(UsageError) {
        context = line.all(Self.contextOption)
        server = line[Self.serverOption]
        settings = line[Self.settingsOption]
        embedded = line[Self.embeddedOption]
        creds = line[Self.credsOption]
        nkey = line[Self.nkeyOption]
        user = line[Self.userOption]
        passwordFile = line[Self.passwordFileOption]
        tokenFile = line[Self.tokenFileOption]
        userJWTFile = line[Self.userJWTFileOption]
        seedFile = line[Self.seedFileOption]
        tlsCa = line[Self.tlsCaOption]
        tlsCert = line[Self.tlsCertOption]
        tlsKey = line[Self.tlsKeyOption]
        tlsServerName = line[Self.tlsServerNameOption]
        tls = line.has(Self.tlsOption)
        tlsFirst = line.has(Self.tlsFirstOption)
        inboxPrefix = line[Self.inboxPrefixOption]
        jsDomain = line[Self.jsDomainOption]
        jsAPIPrefix = line[Self.jsAPIPrefixOption]
        connectTimeout = line[Self.connectTimeoutOption]
        pinServer = line.all(Self.pinServerOption)
        pinCluster = line.all(Self.pinClusterOption)
        write = line.all(Self.writeOption)
        confirm = try line.choice(Self.confirmOption, default: .ask)
        payloads = try line.choice(Self.payloadsOption, default: .full)
        hide = line.all(Self.hideOption)
        journal = line[Self.journalOption]
        filesRoot = line[Self.filesRootOption]
        protect = line.all(Self.protectOption)
        thresholds = line[Self.thresholdsOption]
        toolsets = line.list(Self.toolsetsOption)
        tools = line.list(Self.toolsOption)
        excludedTools = line.list(Self.excludeToolsOption)
    }

    static let all = [
        contextOption, serverOption, settingsOption, embeddedOption, credsOption, nkeyOption, userOption, passwordFileOption,
        tokenFileOption, userJWTFileOption, seedFileOption, tlsCaOption, tlsCertOption, tlsKeyOption, tlsServerNameOption,
        tlsOption, tlsFirstOption, inboxPrefixOption, jsDomainOption, jsAPIPrefixOption, connectTimeoutOption, pinServerOption,
        pinClusterOption, writeOption,
        confirmOption, payloadsOption, hideOption, journalOption, filesRootOption, protectOption, thresholdsOption,
        toolsetsOption, toolsOption,
        excludeToolsOption,
    ]

    private static let contextOption = CommandOption.values(
        "--context", "name",
        "Context of the nats command line: its name, or the path of its file. Several may be given: every tool then takes "
            + "`context`, and the first is the default.")
    private static let serverOption = CommandOption.value(
        "--server", "urls", "Server URLs, separated by commas (nats://, tls://).")
    private static let settingsOption = CommandOption.value(
        "--settings", "file", "File of settings: lines of NATS.SERVER=… and so on.")
    private static let embeddedOption = CommandOption.optionalValue(
        "--embedded", "dir", "Start a private nats-server with JetStream, stored in the directory.")
    private static let credsOption = CommandOption.value("--creds", "file", "Credentials file (user JWT and seed).")
    private static let nkeyOption = CommandOption.value("--nkey", "file", "File with an NKey seed.")
    private static let userOption = CommandOption.value("--user", "name", "User name.")
    private static let passwordFileOption = CommandOption.value("--password-file", "file", "File with the password of --user.")
    private static let tokenFileOption = CommandOption.value("--token-file", "file", "File with a token.")
    private static let userJWTFileOption = CommandOption.value("--user-jwt-file", "file", "File with a user JWT.")
    private static let seedFileOption = CommandOption.value(
        "--seed-file", "file", "File with the NKey seed that signs for --user-jwt-file.")
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
    private static let jsDomainOption = CommandOption.value(
        "--js-domain", "domain", "JetStream domain to work in, instead of the account's own.")
    private static let jsAPIPrefixOption = CommandOption.value(
        "--js-api-prefix", "prefix", "Where the JetStream API is imported to, instead of the account's own.")
    private static let connectTimeoutOption = CommandOption.value(
        "--connect-timeout", "duration", "How long connecting may take (default 5s).")
    private static let pinServerOption = CommandOption.values(
        "--pin-server", "names",
        "Names or IDs of the only servers to talk to, separated by commas; NAME=NAMES for one of several contexts.")
    private static let pinClusterOption = CommandOption.values(
        "--pin-cluster", "name", "The only cluster to talk to; NAME=CLUSTER for one of several contexts.")
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
    private static let filesRootOption = CommandOption.value(
        "--files-root", "dir",
        "The directory below which tools may read and write files (objects); without it they touch none.")
    private static let protectOption = CommandOption.values(
        "--protect", "glob",
        "Keep streams, buckets, keys, objects, consumers and subjects that match from every change (* any characters, ? one); may "
            + "be given several times.")
    private static let thresholdsOption = CommandOption.value(
        "--thresholds", "file",
        "JSON object of the numbers from which on rules speak, where other ones than usual are right here: {\"kv_value_warn\": 262144}."
    )
    private static let toolsetsOption = CommandOption.values(
        "--toolsets", "names", "Tools to offer, by group: default, all, \(groups).")
    private static let toolsOption = CommandOption.values(
        "--tools", "names", "Tools to offer, by name; beside --toolsets, more of them.")
    private static let excludeToolsOption = CommandOption.values("--exclude-tools", "names", "Tools not to offer.")
    private static let groups = Catalogue.groupNames.joined(separator: ", ")
}
