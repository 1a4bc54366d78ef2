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
        self.init(pairs: Array(elements))
    }

    /// The same for what literals hold: no generics on the way.
    init(pairs: [(String, JSONValue)]) {
        members = []
        members.reserveCapacity(pairs.count)
        for (key, value) in pairs {
            if let index = index(of: key) { members[index].value = value } else { append(key, value) }
        }
    }

    /// Takes members whose keys the caller knows to be distinct.
    public init(uniqueMembers: [Member]) { members = uniqueMembers }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }
    public var keys: [String] { members.map(\.key) }

    /// The value of a member. Setting nil removes it; setting a new key appends it.
    public subscript(key: String) -> JSONValue? {
        get { index(of: key).map { members[$0].value } }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// In place, so that no member is copied to look at its key.
    private func index(of key: String) -> Int? {
        let length = key.utf8.count
        return unsafe members.withUnsafeBufferPointer { members in
            var index = 0
            while index < members.count {
                // Most keys are of another length, which is known without a call.
                if unsafe members[index].key.utf8.count == length, unsafe members[index].key.isWritten(like: key) { return index }
                index += 1
            }
            return nil
        }
    }

    /// Whether there is such a member, without a copy of its value.
    public func contains(_ key: String) -> Bool { index(of: key) != nil }

    /// Appends a member whose key the caller knows to be new.
    public mutating func append(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(pairs: elements) }
}
