import TestSupport
import Testing

/// The Swift compiler, with the modules these tests were built from.
enum Compiler {
    enum Stage {
        case types
        /// Ownership is checked after the types.
        case full
    }

    /// - Parameter error: what the compiler must say; nil where it must say nothing.
    static func check(_ source: String, expecting error: String?, stage: Stage = .types) throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("snippet.swift", source)
        var arguments = ["env", "swiftc", "-swift-version", "6", "-module-name", "Snippet"]
        arguments += stage == .types ? ["-typecheck"] : ["-emit-sil", "-o", directory.path + "/snippet.sil"]
        arguments += try flags() + [file]
        let said: String
        let compiled: Bool
        do {
            said = try ChildProcess.output(arguments)
            compiled = true
        } catch let failure as ChildProcess.Failure {
            said = failure.description
            compiled = false
        }
        if let error {
            #expect(!compiled, "this must not compile:\n\(source)")
            #expect(said.contains("error: ") && said.contains(error), "\(said)")
        } else {
            #expect(compiled, "\(said)")
        }
    }

    /// The modules lie beside the binary that runs, whatever the build directory is called. System libraries have their
    /// module maps in the sources.
    private static func flags() throws -> [String] {
        var flags = ["-I", try products() + "/Modules"]
        for library in ["CNats", "CJansson", "COpenSSL"] {
            flags += ["-Xcc", "-fmodule-map-file=\(ServerBinary.packageRoot)/Sources/\(library)/module.modulemap"]
        }
        return flags
    }

    private static func products() throws -> String {
        for argument in CommandLine.arguments {
            var parts = argument.split(separator: "/", omittingEmptySubsequences: false)
            while !parts.isEmpty {
                parts.removeLast()
                let directory = parts.joined(separator: "/")
                if (try? TextFile.read(directory + "/Modules/Guard.swiftmodule")) != nil { return directory }
            }
        }
        throw JetStreamWorld.Refusal("the built modules are not beside \(CommandLine.arguments)")
    }
}
