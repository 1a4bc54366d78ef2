import Archive
import JSON
import JetStream

extension ToolFailure {
    /// What is wrong with a backup or its files, in the words of a tool's result.
    init(_ error: ArchiveError) {
        let code = Self.ofFiles.contains(error.code) ? "file_" + error.code : error.code
        let next: String? =
            switch error.code {
            case "exists": "A backup is never overwritten: choose another name."
            case "outside_root", "symbolic_link", "invalid": "Give a path below the directory of --files-root, relative to it."
            case "not_found": "Paths are relative to the directory of --files-root; the directory a backup goes into must exist."
            case "no_space": "Make room, then call again: streams that are whole are not saved again."
            case "busy": "backup_status shows the jobs of this process."
            default: nil
            }
        self.init(code, error.description, next: next)
    }

    /// What the operating system says, as other tools call it.
    private static let ofFiles: Set<String> = [
        "exists", "not_found", "outside_root", "symbolic_link", "invalid", "permission_denied", "not_directory", "not_regular",
        "no_space", "io", "read_only",
    ]

    static let cancelled = ToolFailure("cancelled", "It was cancelled.")
}
