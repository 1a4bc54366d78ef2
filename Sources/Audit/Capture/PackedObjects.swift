public import JSON

/// Many JSON objects, kept as text: tens of thousands of streams and consumers take a tenth of what they would take read.
public struct PackedObjects: Sendable, Hashable {
    private var text: [UInt8] = []
    private var ends: [Int] = []

    public init() {}

    public init(_ objects: some Sequence<JSONObject>) {
        for object in objects { append(object) }
    }

    public var count: Int { ends.count }
    public var isEmpty: Bool { ends.isEmpty }

    public mutating func append(_ object: JSONObject) {
        text += JSONValue.object(object).serialized()
        ends.append(text.count)
    }

    public subscript(index: Int) -> JSONObject {
        let slice = text[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
        return (try? JSONParser().parse(Array(slice)).object) ?? [:]
    }

    /// Each, read one at a time.
    public var all: some Sequence<JSONObject> { (0..<count).lazy.map { self[$0] } }
}
