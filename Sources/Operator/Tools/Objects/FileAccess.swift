import JSON
import Platform

/// Files as arguments: only below the directory that whoever started the program allowed.
enum FileAccess {
    static func root(_ context: ToolContext) throws(ToolFailure) -> FilesRoot {
        if let root = context.services.files { return root }
        throw ToolFailure(
            "files_not_allowed", "`path`: this program was started without a directory for files, so it reads and writes none.",
            next: "Whoever starts it allows one: nats-operator … --files-root DIR. Without it contents go inline.")
    }

    static func source(_ path: String, _ context: ToolContext) async throws(ToolFailure) -> SourceFile {
        let root = try root(context)
        return try await run { () throws(PlatformError) in try root.source(path) }
    }

    static func create(_ path: String, overwrite: Bool, _ context: ToolContext) async throws(ToolFailure) -> NewFile {
        let root = try root(context)
        return try await run { () throws(PlatformError) in try root.create(path, overwrite: overwrite) }
    }

    /// Does with a file what may block.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(PlatformError) -> Value
    ) async throws(ToolFailure) -> Value {
        do {
            return try await BlockingCall.run(body)
        } catch {
            throw failure(error)
        }
    }

    private static func failure(_ error: PlatformError) -> ToolFailure {
        let next: String? =
            switch error.code {
            case "exists": "Choose another path, or say overwrite: true."
            case "outside_root", "symbolic_link", "invalid": "Give a path below the directory of --files-root, relative to it."
            case "not_found": "Paths are relative to the directory of --files-root; directories are not made."
            default: nil
            }
        return ToolFailure("file_" + error.code, "`path`: \(error.description)", next: next)
    }
}
