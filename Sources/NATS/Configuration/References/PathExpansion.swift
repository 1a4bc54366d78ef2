import Platform

/// What the nats command line does to paths of a context: `$NAME` and `${NAME}` are replaced by variables (by nothing where
/// there is none), then a `~` in front by the home directory.
struct PathExpansion {
    let environment: [String: String]

    func expand(_ text: String) -> String {
        let path = text.utf8.contains(UInt8(ascii: "$")) ? replacingVariables(text) : text
        guard path.hasPrefix("~"), let home = try? Directories.homeByAccount(environment: environment) else { return path }
        return home + path.dropFirst()
    }

    private func replacingVariables(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "{", let end = rest.firstIndex(of: "}") {
                result += environment[String(rest[..<end].dropFirst())] ?? ""
                rest = rest[rest.index(after: end)...]
                continue
            }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            // A dollar with no name behind it stays.
            result += name.isEmpty ? "$" : environment[String(name)] ?? ""
            rest = rest[name.endIndex...]
        }
        return result + rest
    }
}
