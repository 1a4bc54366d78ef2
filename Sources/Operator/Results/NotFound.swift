import Guard
import Platform

/// What is said of a name there is nothing of: the nearest names there are, and where all of them are listed.
enum NotFound {
    /// - Parameters:
    ///   - message: without the full stop.
    ///   - names: nil where they could not be read.
    ///   - near: more names that may have been meant.
    ///   - what: in the plural.
    static func failure(
        _ code: String, _ message: String, _ name: String, among names: [String]?, or near: [String] = [], what: String,
        listing: String
    ) -> ToolFailure {
        var message = message + "."
        let nearest = Nearest.names(to: name, among: (names ?? []) + near)
        if !nearest.isEmpty { message += " Did you mean \(nearest.map { quoted($0) }.joined(separator: " or "))?" }
        let next =
            switch names?.count {
            case nil: "\(listing) shows the \(what) there are."
            case 0?: "There are no \(what) here at all: is it the right server and account? operator_status tells."
            case 1?: "\(listing) shows the only one there is."
            case let count?: "\(listing) shows all \(count) \(what) there are."
            }
        return ToolFailure(code, message, next: next)
    }
}
