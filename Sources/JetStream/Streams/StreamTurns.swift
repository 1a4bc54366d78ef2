import Guard
import Platform

/// Streams are restored, made and deleted one at a time.
///
/// When a restore begins, nats-server 2.15.1 goes through the account's streams without a lock (`RestoreStreamV2`, which asks for
/// `tieredReservation`): a stream that is put among them or taken out at that moment ends the whole server, "fatal error:
/// concurrent map iteration and map write". Seen with four restores at a time on a busy machine. What other clients do meanwhile
/// can't be held up.
enum StreamTurns {
    private static let turns = Turns()

    /// How long others wait for a restore that goes before.
    private static let patience = Duration.seconds(10)

    static func take(asRestore: Bool) async throws(ChangeFailure) {
        if await turns.take(within: asRestore ? nil : patience) { return }
        if Task.isCancelled { throw ChangeFailure(code: "cancelled", message: "Cancelled before anything was sent.") }
        throw ChangeFailure(
            code: "restore_under_way",
            message:
                "A stream is being restored, and nats-server may die when another one is made or deleted meanwhile: nothing was "
                + "sent. Try again when the restore is done (backup_status).")
    }

    static func end() { turns.end() }
}
