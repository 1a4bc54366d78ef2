/// Subjects that are commands, not messages.
enum ReservedSubjects {
    /// The prefix that reserves a subject. Everything under `$` belongs to the server but service discovery, which only asks.
    /// - Parameter alsoReserved: what is ours alone because of how the connection is set up.
    static func prefix(of subject: String, alsoReserved: [String]) -> String? {
        let first = subject.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
        if first.hasPrefix("$"), first != "$SRV" { return first }
        if ["_INBOX", "_R_", "_GR_"].contains(first) { return first }
        return alsoReserved.first { subject == $0 || subject.hasPrefix($0 + ".") }
    }
}
