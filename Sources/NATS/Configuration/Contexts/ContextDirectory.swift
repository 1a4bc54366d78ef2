import Platform

/// Where the nats command line keeps its contexts: `nats/context/NAME.json` below `$XDG_CONFIG_HOME` or `~/.config`, and the
/// selected one's name in `nats/context.txt`. On macOS too.
struct ContextDirectory {
    let references: CredentialReferences

    /// A context by its name, or by the path of its file when that ends with `.json` and is there.
    func find(_ text: String, namedBy place: String) throws(NATSError) -> ContextFile {
        if text.hasSuffix(".json") {
            let path = try references.path(text, place)
            if Executables.isReadable(path) {
                return try ContextFile(name: String(Path.name(path).dropLast(".json".count)), path: path, chosenBy: place)
            }
        }
        guard Self.isName(text) else {
            throw NATSError(
                .invalidConfiguration,
                "\(place) \(NATSSubject.quoted(text)) is neither the name of a context nor the path of a .json file that can be read."
            )
        }
        let directory = try self.directory()
        let path = Path.join(directory, "context/\(text).json")
        guard Path.exists(path) else {
            throw NATSError(
                .invalidConfiguration,
                "There is no context \(NATSSubject.quoted(text)) (\(place)) in \(Path.parent(path))\(hint(text, directory))")
        }
        return try ContextFile(name: text, path: path, chosenBy: place)
    }

    /// The selected context; nil where none is.
    /// - Throws: when the file that names it can't be read, or when there is no such context: that is never another server.
    func selected() throws(NATSError) -> ContextFile? {
        guard let directory = try? directory() else { return nil }
        let file = Path.join(directory, "context.txt")
        guard Path.exists(file) else { return nil }
        let text = try SecretFile.text(file, as: "a context's name")
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        let name = String(text.drop { $0.isWhitespace }.trimmingWhiteSpaceAtEnd)
        let path = Path.join(directory, "context/\(name).json")
        guard Self.isName(name), Path.exists(path) else {
            throw NATSError(
                .invalidConfiguration,
                "\(file) selects the context \(NATSSubject.quoted(name)), which does not exist\(hint(name, directory)) "
                    + "Select one with `nats context select`, or name a server or a context.")
        }
        return try ContextFile(name: name, path: path, chosenBy: "selected")
    }

    /// `nats` in the directory for configuration. The nats command line asks the account database before `HOME`.
    private func directory() throws(NATSError) -> String {
        var environment = references.environment
        do {
            if let home = try? Directories.homeByAccount(environment: environment) { environment["HOME"] = home }
            return Path.join(try Directories.config(environment: environment), "nats")
        } catch {
            throw NATSError(.invalidConfiguration, "Contexts can't be found: \(error.message).")
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.contains("..") && !text.contains("/") && !text.contains("\\") && !text.utf8.contains(0)
    }

    private func hint(_ name: String, _ directory: String) -> String {
        let files = (try? DirectoryListing.names(Path.join(directory, "context"))) ?? []
        let names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }.filter(Self.isName)
        let near = Nearest.names(to: name, among: names)
        if !near.isEmpty { return "; did you mean \(near.map(NATSSubject.quoted).joined(separator: " or "))?" }
        if names.isEmpty { return "; there are none." }
        let more = names.count > 10 ? ", …" : "."
        return "; there are \(names.prefix(10).map(NATSSubject.quoted).joined(separator: ", "))\(more)"
    }
}

extension Substring {
    fileprivate var trimmingWhiteSpaceAtEnd: Substring {
        var rest = self
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
