public import JSON

/// Many JSON objects, kept as text in a spool: of tens of thousands of streams and consumers only the places stay in memory.
public struct PackedObjects: Sendable {
    private struct Place {
        let start: Int
        let count: Int32
    }

    /// Made with the first object: most lists of consumers are empty.
    private var spool: (any Spool)?
    private var places: [Place] = []

    /// - Parameter spool: nil for memory.
    public init(in spool: (any Spool)? = nil) { self.spool = spool }

    public init(_ objects: some Sequence<JSONObject>, in spool: (any Spool)? = nil) {
        self.spool = spool
        for object in objects { append(object) }
    }

    public var count: Int { places.count }
    public var isEmpty: Bool { places.isEmpty }

    public mutating func append(_ object: JSONObject) {
        let spool = spool ?? MemorySpool()
        self.spool = spool
        let text = JSONValue.object(object).serialized()
        places.append(Place(start: spool.append(text), count: Int32(clamping: text.count)))
    }

    /// Adds one of others that are kept in the same spool, without reading it.
    public mutating func append(_ others: PackedObjects, _ index: Int) {
        spool = spool ?? others.spool
        places.append(others.places[index])
    }

    public subscript(index: Int) -> JSONObject { (try? JSONParser().parse(text(index)).object) ?? [:] }

    /// Each, read one at a time.
    public var all: some Sequence<JSONObject> { (0..<count).lazy.map { self[$0] } }

    private func text(_ index: Int) -> [UInt8] {
        spool?.read(at: places[index].start, count: Int(places[index].count)) ?? []
    }
}

extension PackedObjects: Hashable {
    /// By what is in them, wherever it is kept.
    public static func == (one: PackedObjects, other: PackedObjects) -> Bool {
        one.count == other.count && (0..<one.count).allSatisfy { one.text($0) == other.text($0) }
    }

    public func hash(into hasher: inout Hasher) {
        for index in places.indices { hasher.combine(text(index)) }
    }
}
