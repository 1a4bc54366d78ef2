/// An object whose members keep the order in which they were written.
///
/// Keys are told apart byte for byte. Look-ups are linear: objects met here are small. Build a large one with `append(_:_:)`.
public struct JSONObject: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public let key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public private(set) var members: [Member]

    public init() { members = [] }

    /// Takes the members in order; of two with the same key the later value wins, at the place of the first.
    public init(_ elements: some Sequence<(String, JSONValue)>) {
        members = []
        members.reserveCapacity(elements.underestimatedCount)
        for (key, value) in elements { self[key] = value }
    }

    /// Takes members whose keys the caller knows to be distinct.
    public init(uniqueMembers: [Member]) { members = uniqueMembers }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }
    public var keys: [String] { members.map(\.key) }

    /// The value of a member. Setting nil removes it; setting a new key appends it.
    public subscript(key: String) -> JSONValue? {
        get {
            for member in members where member.key.isWritten(like: key) { return member.value }
            return nil
        }
        set {
            let index = members.firstIndex { $0.key.isWritten(like: key) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Appends a member whose key the caller knows to be new.
    public mutating func append(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
