/// The targets of Package.swift and what each declares to depend on, read from its text.
struct Manifest {
    /// By target name: the names of targets and products it lists.
    let dependencies: [String: Set<String>]

    init(text: String) {
        var found: [String: Set<String>] = [:]
        let kinds = /\.(?:target|executableTarget|testTarget|systemLibrary)\(/
        let starts = text.ranges(of: kinds)
        for (number, start) in starts.enumerated() {
            let end = number + 1 < starts.count ? starts[number + 1].lowerBound : text.endIndex
            let declaration = text[start.upperBound..<end]
            guard let name = declaration.firstMatch(of: /name:\s*"([^"]+)"/)?.output.1 else { continue }
            found[String(name)] = Self.names(in: declaration)
        }
        dependencies = found
    }

    private static func names(in declaration: Substring) -> Set<String> {
        guard let list = declaration.firstRange(of: /dependencies:\s*\[/) else { return [] }
        let items = declaration[list.upperBound...].prefix { $0 != "]" }
        // A product is imported by its own name; the package it comes from is not.
        let products = items.matches(of: /\.product\(name:\s*"([^"]+)"/).map { String($0.output.1) }
        let targets = items.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"([^"]+)"/).map { String($0.output.1) }
        return Set(products + targets)
    }
}
