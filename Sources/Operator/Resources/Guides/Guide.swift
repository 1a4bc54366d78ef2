/// A page on one subject: what an operator knows, in our own words.
struct Guide: Sendable {
    let name: String
    let title: String
    /// What it is about, in a line.
    let about: String
    /// Markdown, short enough to be read whole.
    let text: String

    static let all = [creed, subjects, decisionTree, events, security, durability, leafnodes, scaling]
}
