/// An error code of this program: what it means, and what helps.
public struct OwnCode: Sendable, Hashable {
    public let name: String
    public let meaning: String
    public let advice: String?

    init(_ name: String, _ meaning: String, _ advice: String? = nil) {
        self.name = name
        self.meaning = meaning
        self.advice = advice
    }
}

/// The codes in `error.code` and `status` of results.
public enum OwnCodes {
    public static let all = connection + lookup + arguments + changes + files + backups

    private static let connection = [
        OwnCode(
            "connect_failed", "No connection could be made; the message has the reason.", "operator_status: address, source."),
        OwnCode("authentication_failed", "The server does not take these credentials; they are chosen at start."),
        OwnCode("credentials_expired", "The credentials had an end, and it has come. Whoever issues them gives new ones."),
        OwnCode("credentials_revoked", "The account's owner took the credentials back."),
        OwnCode("connection_limit", "Server or account have as many connections as they may."),
        OwnCode("tls_failed", "No trust, or no common ground, in TLS.", "account_tls shows what the server presents."),
        OwnCode("certificate_expired", "A certificate's time is over.", "account_tls shows the dates."),
        OwnCode("wrong_server", "Another server than those pinned at start; nothing was asked of it."),
        OwnCode("wrong_cluster", "Another cluster than the one pinned at start; nothing was asked of it."),
        OwnCode(
            "disconnected", "The connection broke during the call: what was sent may have been done.",
            "It is re-established by itself. Read the state before you repeat a change."),
        OwnCode("no_responders", "Nobody listens to the subject, and no stream takes it."),
        OwnCode(
            "timeout", "No answer in time.",
            "Nothing was changed by a read. Servers leave unknown requests and those they may not answer unanswered."),
        OwnCode("cancelled", "The caller gave up."),
        OwnCode("permission_denied", "This user may not do that; the message names the subject."),
        OwnCode("inbox_denied", "This user may not subscribe where answers come to (--inbox-prefix)."),
        OwnCode("payload_too_large", "Larger than the server's max_payload."),
        OwnCode("slow_consumer", "Messages came faster than they were read."),
        OwnCode("closed", "This program is ending."),
        OwnCode("server_error", "The server ended the connection with an error."),
        OwnCode("invalid_subject", "No subject: empty parts, spaces, or wildcards where none may be."),
        OwnCode("invalid_header", "No header: names and values have no line breaks, names no colons."),
        OwnCode("invalid_configuration", "What this program was started with does not work; the message says where."),
        OwnCode("unsupported", "The library or the server cannot do this."),
        OwnCode("connection", "The connection failed; the message says how."),
        OwnCode(
            "jetstream_not_available", "Nobody answers JetStream requests: it is off, or account, domain or prefix have none."),
        OwnCode(
            "no_leader", "A cluster or a stream without leader: electing one, or without its majority.", "Wait some seconds."),
        OwnCode("refused_by_server", "The server refused; `nats.err_code` is its number, the message its words."),
        OwnCode("unsupported_by_server", "The server is too old; the message names the release it takes."),
        OwnCode("not_allowed_by_stream", "The stream was not made for it, or not configured so; the message names the setting."),
        OwnCode("snapshot_stalled", "The server sent nothing more of a stream that is backed up.", "Try again."),
        OwnCode(
            "snapshot_failed", "The server gave up sending a stream that is backed up; the message has its reason.", "Try again."),
        OwnCode("restore_failed", "The server could not make a stream of the archive."),
        OwnCode("malformed_reply", "The server's answer cannot be read."),
    ]

    private static let lookup = [
        OwnCode("stream_not_found", "No stream of this name in this account and domain.", "stream_list"),
        OwnCode("stream_exists", "A stream of this name is there already.", "stream_info shows it."),
        OwnCode("consumer_not_found", "No consumer of this name; one that was idle may be gone.", "consumer_list"),
        OwnCode("consumer_exists", "There is one of this name; nothing was changed.", "consumer_edit changes it."),
        OwnCode("consumer_offline", "The consumer's servers are down."),
        OwnCode("consumer_without_leader", "The consumer's leader does not answer."),
        OwnCode("message_not_found", "Deleted, expired, purged or never stored."),
        OwnCode("bucket_not_found", "No bucket of this name.", "kv_ls or object_ls"),
        OwnCode("key_not_found", "The bucket has no such key, or no such revision of it."),
        OwnCode("key_deleted", "The key was deleted; the error says when.", "kv_history"),
        OwnCode("key_exists", "The key has a value already.", "kv_update with its revision."),
        OwnCode("wrong_revision", "Somebody wrote the key meanwhile.", "kv_get, decide again, write with the new revision."),
        OwnCode("bucket_is_mirror", "A mirror takes no writes: write to its origin."),
        OwnCode("object_not_found", "The bucket has no such object; names are compared byte for byte."),
        OwnCode("object_deleted", "The object was deleted; the error says when."),
        OwnCode("object_changed", "Somebody replaced or deleted the object while it was read or written.", "Try again."),
        OwnCode("object_damaged", "What is stored is not what was put: chunks are missing or others."),
        OwnCode("link_not_readable", "The object is a link to nothing that can be read."),
        OwnCode("too_many_subjects", "More subjects than one answer holds.", "Narrow the filter."),
    ]

    private static let arguments = [
        OwnCode("missing_argument", "A required argument was not given."),
        OwnCode(
            "reason_not_understandable", "The reason says nothing to whoever reads it later: empty, repeated, a placeholder.",
            "Say what needs the change, in a sentence that is understood in a year."),
        OwnCode("unknown_argument", "The tool has no such argument; the error names the nearest."),
        OwnCode("invalid_argument", "The value is none the argument takes; the error says what it takes."),
        OwnCode("invalid_cursor", "The cursor is of another tool or other arguments.", "Leave it out to begin anew."),
        OwnCode("unknown_tool", "There is no such tool."),
        OwnCode("tool_not_offered", "This program was started without this tool (--toolsets, --tools, --exclude-tools)."),
        OwnCode("unknown_context", "No such context was configured at start.", "operator_status"),
        OwnCode("conflicting_context", "Two arguments name different contexts."),
        OwnCode("level_too_low", "The context was started at a lower level than the tool needs (--write)."),
        OwnCode("resource_not_found", "No resource has this address."),
        OwnCode("not_watchable", "This resource cannot be subscribed to; streams, buckets, keys and objects can."),
        OwnCode("too_many_subscriptions", "As many resources are watched as may be at once."),
        OwnCode("too_large", "More bytes than a resource may have; the tools show parts or write files."),
        OwnCode("hidden", "A name that is kept out of all results (--hide)."),
        OwnCode("not_found", "There is nothing of this name to explain."),
        OwnCode("internal", "A fault of this program."),
    ]

    private static let changes = [
        OwnCode("done", "The change was made; `verification` says what was read back."),
        OwnCode("planned", "A dry run: nothing was sent."),
        OwnCode("needs_reason", "A rule of level danger: say why with `reason`, at least 10 characters."),
        OwnCode("reason_required", "A rule of level danger: say why with `reason`, at least 10 characters."),
        OwnCode("needs_confirmation", "A human must agree to the exact loss first."),
        OwnCode("confirmation_required", "A human must agree, and this client can ask nobody.", "Start with --confirm token."),
        OwnCode("declined", "The human said no. Do not look for another way."),
        OwnCode("name_mismatch", "The name typed to confirm was another one: nothing was done."),
        OwnCode("plan_expired", "The confirmation came too late.", "Plan anew: what would be lost may be more by now."),
        OwnCode("changed_since_review", "Somebody changed it between the review and the change: nothing was done.", "Plan anew."),
        OwnCode("not_reviewed", "The change could not be reviewed: nothing was done."),
        OwnCode("changed_since_confirmed", "The state is not the one that was agreed to: nothing was done.", "Plan anew."),
        OwnCode("refused", "Not done; the message says why."),
        OwnCode("refused_by_guard", "A rule of level refuse: nothing could make it right."),
        OwnCode("protected", "The name is protected from every change (--protect)."),
        OwnCode("journal_not_writable", "What cannot be journalled is not done."),
        OwnCode("failed", "The server refused, or could not be reached before anything was sent."),
        OwnCode("outcome_unknown", "Sent, and no answer came: it may have happened.", "Read the state; never repeat it blindly."),
    ]

    private static let backups = [
        OwnCode("backup_damaged", "Files of the backup are not what was written, or are missing; `faults` names each."),
        OwnCode("backup_unknown", "Not all of the backup could be read or compared: it is not known to be fine."),
        OwnCode("backup_not_found", "There is no backup of this name below --files-root.", "backup_ls"),
        OwnCode("backup_out_of_time", "One stream takes longer than the call may.", "Give it more with `timeout`."),
    ]

    private static let files = [
        OwnCode("files_not_allowed", "This program may touch no files (--files-root)."),
        OwnCode("file_changed", "The file changed while it was read."),
        OwnCode("file_outside_root", "The path leads out of --files-root."),
        OwnCode("file_exists", "The file is there already.", "overwrite=true replaces it."),
        OwnCode("stream_not_saved", "The stream could not be backed up; nothing of it is on the disk."),
        OwnCode(
            "restore_under_way", "A stream is being restored, and nats-server may die when another is made or deleted meanwhile.",
            "Try again when the restore is done (backup_status)."),
        OwnCode("restore_differs", "The restored stream was not what was backed up, and is deleted again."),
        OwnCode(
            "archive_differs", "The archive is not the one its manifest tells of.", "backup_verify says what is wrong with it."),
        OwnCode("archive_swapped", "A directory has another stream's backup in it."),
        OwnCode("job_not_found", "No such job in this process.", "backup_status"),
        OwnCode("file_not_found", "There is no such file below --files-root."),
    ]
}
