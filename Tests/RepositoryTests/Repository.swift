import Foundation

/// The files of this repository, as the tests of its habits read them.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every Swift file of the product and of the tests, in a fixed order.
    static let sources = Result { try swiftFiles(below: "Sources") }
    static let tests = Result { try swiftFiles(below: "Tests") }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    private static func swiftFiles(below folder: String) throws -> [SwiftFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            SwiftFile(path: "\(folder)/\(path)", text: try text("\(folder)/\(path)"))
        }
    }

    /// The names of the folders directly below `Sources`: the modules.
    static func modules() throws -> [String] {
        let sources = root.appendingPathComponent("Sources")
        return try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { !$0.hasPrefix(".") }.sorted()
    }
}

struct SwiftFile: Sendable {
    /// From the root: `Sources/JSON/JSONValue.swift`.
    let path: String
    let text: String
    let code: String
    let codeAndStrings: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code = SwiftView.code.of(text)
        codeAndStrings = SwiftView.codeAndStrings.of(text)
    }

    /// `JSON` of `Sources/JSON/JSONValue.swift`.
    var module: String { String(path.split(separator: "/")[1]) }
    var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0) }

    /// Where a pattern matches in the given view of the text, as `path:line: the line`.
    func matches(_ pattern: Regex<Substring>, in view: SwiftView) -> [String] {
        let searched = view == .code ? code : codeAndStrings
        guard searched.contains(pattern) else { return [] }
        let original = text.split(separator: "\n", omittingEmptySubsequences: false)
        let lines = searched.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.filter { lines[$0].contains(pattern) }.map {
            "\(path):\($0 + 1): \(original[$0].trimmingCharacters(in: .whitespaces))"
        }
    }
}
