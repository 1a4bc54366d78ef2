import Archive
import JSON
import Platform

/// Backups as arguments: only below the directory that whoever started the program allowed.
enum BackupAccess {
    /// Does what may block, and ends it when nobody waits any more.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable (CancellationFlag) throws(ArchiveError) -> Value
    ) async throws(ToolFailure) -> Value {
        let flag = CancellationFlag()
        let result: Result<Value, ArchiveError> = await withTaskCancellationHandler {
            await BlockingCall.run { Result { () throws(ArchiveError) in try body(flag) } }
        } onCancel: {
            flag.cancel()
        }
        do throws(ArchiveError) {
            return try result.get()
        } catch {
            throw failure(error)
        }
    }

    static func failure(_ error: ArchiveError) -> ToolFailure {
        let next: String? =
            switch error.code {
            case "cancelled": nil
            case "outside_root", "symbolic_link", "invalid": "Give a path below the directory of --files-root, relative to it."
            case "not_found": "backup_ls tells which there are; paths are relative to the directory of --files-root."
            default: nil
            }
        let code = error.code == "cancelled" ? error.code : "backup_" + error.code
        return ToolFailure(code, "\(error.description).", next: next)
    }
}
