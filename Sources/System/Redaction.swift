public import JSON
public import Model
import NATS

/// What servers tell that is not for others: secrets of whoever is connected.
public enum Redaction {
    /// The document without user JWTs (one of a bearer is as good as a password), users' names that are tokens, and secrets on
    /// a server's command line.
    /// - Parameter ownToken: whether we are known to the server by a token ourselves: then everybody may be.
    public static func cleaned(
        _ data: JSONObject, _ document: ServerDocument, of server: ServerIdentity, ownToken: Bool
    ) -> JSONObject {
        var data = data
        switch document {
        case .connz:
            if let connections = data["connections"]?.array {
                data["connections"] = .array(
                    connections.map { value in
                        value.object.map { .object(connection($0, of: server, ownToken: ownToken)) } ?? value
                    })
            }
        case .expvarz:
            if let line = data["cmdline"]?.array { data["cmdline"] = .array(commandLine(line)) }
        default: break
        }
        return data
    }

    /// One connection of the list.
    public static func connection(_ row: JSONObject, of server: ServerIdentity, ownToken: Bool) -> JSONObject {
        var row = row
        row["jwt"] = nil
        // Web sockets have tokens of their own.
        let mayBeToken = ownToken || row["type"]?.string == "websocket" || row["type"]?.string == "mqtt"
        if mayBeToken, namesTokens(server) { row["authorized_user"] = nil }
        return row
    }

    /// Servers before 2.11 tell the token of who has one as the user's name.
    public static func namesTokens(_ server: ServerIdentity) -> Bool {
        guard let release = NATSRelease(version: server.version) else { return true }
        return release < NATSRelease(2, 11)
    }

    private static let hidden: JSONValue = "(left out)"

    private static func commandLine(_ words: [JSONValue]) -> [JSONValue] {
        var isSecret = false
        return words.map { word in
            guard let text = word.string else { return word }
            if isSecret {
                isSecret = false
                return hidden
            }
            let name = text.drop { $0 == "-" }.prefix { $0 != "=" }
            if text.hasPrefix("-"), ["auth", "pass", "user", "nkey_auth"].contains(String(name)) {
                guard text.contains("=") else {
                    isSecret = true
                    return word
                }
                return .string(text.prefix { $0 != "=" } + "=(left out)")
            }
            // User and password in the address of a route.
            return text.contains("@") ? hidden : word
        }
    }
}
