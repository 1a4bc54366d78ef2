/// The protocol's published revisions, and what each brought that shows on the wire.
enum ProtocolVersion: String, Sendable, CaseIterable, Comparable {
    case v2024_11_05 = "2024-11-05"
    case v2025_03_26 = "2025-03-26"
    case v2025_06_18 = "2025-06-18"
    case v2025_11_25 = "2025-11-25"
    case v2026_07_28 = "2026-07-28"

    static let newestFirst = allCases.reversed().map(\.rawValue)
    /// Offered to a client whose handshake names a revision we don't know.
    static let latestHandshake = v2025_11_25

    /// Every request stands alone and says which revision it speaks; there is no handshake.
    var isStateless: Bool { self >= .v2026_07_28 }
    /// Several messages in one array: brought by this revision, taken back by the next.
    var hasBatches: Bool { self == .v2025_03_26 }
    var hasAnnotations: Bool { self >= .v2025_03_26 }
    var hasProgressMessages: Bool { self >= .v2025_03_26 }
    var hasCompletions: Bool { self >= .v2025_03_26 }
    /// `title` beside `name`.
    var hasTitles: Bool { self >= .v2025_06_18 }
    /// `structuredContent` and `outputSchema`.
    var hasStructuredContent: Bool { self >= .v2025_06_18 }
    var hasElicitation: Bool { self >= .v2025_06_18 }
    /// `mode` in an elicitation.
    var hasElicitationModes: Bool { self >= .v2025_11_25 }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
