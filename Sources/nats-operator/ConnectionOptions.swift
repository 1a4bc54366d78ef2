public import ArgumentParser
public import Changes
public import Operator
import Platform

/// What every subcommand that reaches NATS takes.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "Server URLs, separated by commas (nats://, tls://).")
    var server: String?

    @Option(
        help: ArgumentHelp(
            "Context of the nats command line: its name, or the path of its file. Several may be given: every tool then takes "
                + "`context`, and the first is the default.", valueName: "name"))
    var context: [String] = []

    @Option(help: ArgumentHelp("File of settings (NATS.SERVER=… and so on).", valueName: "file"))
    var settings: String?

    @Option(help: ArgumentHelp("Start a private nats-server with JetStream, stored in the directory.", valueName: "dir"))
    var embedded: String?

    @Option(help: ArgumentHelp("Credentials file (user JWT and seed).", valueName: "file"))
    var creds: String?

    @Option(help: ArgumentHelp("File with an NKey seed.", valueName: "file"))
    var nkey: String?

    @Option(help: "User name.")
    var user: String?

    @Option(help: ArgumentHelp("File with the password of --user.", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("File with a token.", valueName: "file"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("File with a user JWT.", valueName: "file"))
    var userJwtFile: String?

    @Option(help: ArgumentHelp("File with the NKey seed of --user-jwt-file.", valueName: "file"))
    var seedFile: String?

    @Option(help: ArgumentHelp("PEM file of the authorities to trust.", valueName: "file"))
    var tlsCa: String?

    @Option(help: ArgumentHelp("PEM file of the client's certificate.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("PEM file of the client's key.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Name the server's certificate must carry, where it isn't the URL's host.", valueName: "name"))
    var tlsServerName: String?

    @Flag(help: "Demand TLS, whatever the URL says.")
    var tls = false

    @Flag(help: "The TLS handshake comes before the server's greeting (needs libnats 3.9).")
    var tlsFirst = false

    @Option(help: ArgumentHelp("Prefix of the subjects answers come to (default _INBOX).", valueName: "prefix"))
    var inboxPrefix: String?

    @Option(help: ArgumentHelp("JetStream domain to work in, instead of the account's own.", valueName: "domain"))
    var jsDomain: String?

    @Option(help: ArgumentHelp("Where the JetStream API is imported to, instead of $JS.API.", valueName: "prefix"))
    var jsApiPrefix: String?

    @Option(
        help: ArgumentHelp("How long connecting may take (default 5s).", valueName: "duration"),
        transform: ConnectionOptions.connectTimeout)
    var connectTimeout: Duration?

    @Option(
        help: ArgumentHelp(
            "What may be changed: observe (default), data, config, destructive. With several contexts once for all, once for "
                + "each in their order, or NAME=LEVEL.", valueName: "level"))
    var write: [String] = []

    @Option(help: ArgumentHelp("How loss is agreed to: ask (a human) or token (unattended).", valueName: "mode"))
    var confirm: ConfirmationMode = .ask

    @Option(help: ArgumentHelp("How much of any payload a tool may show: none, preview, full.", valueName: "mode"))
    var payloads: PayloadMode = .full

    @Option(
        help: ArgumentHelp(
            "Keep subjects, keys, objects, buckets and streams that match out of every result (* any characters, ? one); "
                + "may be given several times.", valueName: "glob"))
    var hide: [String] = []

    @Option(help: ArgumentHelp("Where changes are written down.", valueName: "file"))
    var journal: String?

    private static func connectTimeout(_ text: String) throws -> Duration {
        guard let duration = DurationText.parse(text), duration > .zero, duration <= .seconds(600) else {
            throw ValidationError("it must be a duration with its unit, such as 5s or 250ms, of at most 10m")
        }
        return duration
    }
}

extension PayloadMode: ExpressibleByArgument {}
extension ConfirmationMode: ExpressibleByArgument {}
