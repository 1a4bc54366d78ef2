import Foundation

/// The files of this repository, as the tests of its habits read them.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Every Swift file below a folder, in a fixed order, with its path from the root.
    static func swiftFiles(below folder: String) throws -> [SwiftFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
        return try paths.filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.sorted().map { path in
            SwiftFile(path: "\(folder)/\(path)", text: try text("\(folder)/\(path)"))
        }
    }

    /// The names of the folders directly below `Sources`: the modules.
    static func modules() throws -> [String] {
        let sources = root.appendingPathComponent("Sources")
        return try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { !$0.hasPrefix(".") }.sorted()
    }
}

struct SwiftFile {
    /// From the root: `Sources/JSON/JSONValue.swift`.
    let path: String
    let text: String

    /// `JSON` of `Sources/JSON/JSONValue.swift`.
    var module: String { String(path.split(separator: "/")[1]) }
    var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0) }

    /// Where a pattern matches in the given view of the text, as `path:line: the line`.
    func matches(_ pattern: Regex<Substring>, in view: SwiftView) -> [String] {
        let original = text.split(separator: "\n", omittingEmptySubsequences: false)
        let searched = view.of(text).split(separator: "\n", omittingEmptySubsequences: false)
        return searched.indices.filter { searched[$0].contains(pattern) }.map {
            "\(path):\($0 + 1): \(original[$0].trimmingCharacters(in: .whitespaces))"
        }
    }
}
