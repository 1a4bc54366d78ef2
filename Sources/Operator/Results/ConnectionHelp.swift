import NATS

extension NATSError {
    /// What to do next about a connection that failed, for an assistant and for whoever started this program.
    var nextStep: String? {
        switch code {
        case .timeout: "Nothing was changed. Try again; if it goes on, server_info shows whether the server answers at all."
        case .disconnected: "The connection is being re-established by itself: try again in a moment."
        case .connectFailed: "operator_status shows the address in use and where it came from."
        case .authenticationFailed:
            "operator_status shows which credentials are in use; they are chosen when this program starts."
        case .credentialsExpired:
            "New credentials are needed, from whoever issues them. A credentials file is read again at the next call; other kinds "
                + "are read when this program starts."
        case .credentialsRevoked:
            "The account's owner took them back and alone can give others. A credentials file is read again at the next call; "
                + "other kinds are read when this program starts."
        case .connectionLimit:
            "Close other connections of this account, or have the limit raised (`max_connections` of the server, `conn` of the "
                + "account); then try again."
        case .tlsFailed:
            "account_tls shows what the server presents. Flags at start: --tls-ca (who is trusted), --tls-cert with --tls-key (our "
                + "own certificate), --tls-server-name (the name expected), --tls-first (handshake before the greeting)."
        case .certificateExpired:
            "account_tls shows the dates. It must be renewed where it comes from; then try again."
        case .wrongServer, .wrongCluster:
            "Whoever started this program pinned where it may go (--pin-server, --pin-cluster) and alone can change that."
        case .inboxDenied:
            "Start this program with --inbox-prefix PREFIX, a prefix below which this user may subscribe; or have the user allowed "
                + "to subscribe to _INBOX.> (or PREFIX.>). That is tried again by itself."
        case .permissionDenied: "This user may not do that; another user, or the account's owner, can."
        default: nil
        }
    }
}
