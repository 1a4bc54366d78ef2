/// A rule that is held against nothing any more, because another one says the same. Codes are never given to something else.
public struct RetiredRule: Sendable, Hashable {
    public let code: String
    public let name: String
    /// The code of the one that says it.
    public let successor: String

    public static let all = [
        RetiredRule(code: "NG-C046", name: "messages-given-up", successor: "NG-A017"),
        RetiredRule(code: "NG-C047", name: "consumer-stuck", successor: "NG-A032"),
    ]

    /// Who says now what a code stood for; nil for a code that is not retired.
    public static func successor(of code: some StringProtocol) -> String? { all.first { $0.code == code }?.successor }
}
