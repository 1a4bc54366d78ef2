/// Writes what `JSONValue.prettyText` or `text` would, part by part: a document of any size in little memory.
///
///     var writer = JSONPartsWriter()
///     writer.open(.object)
///     writer.value("1", key: "version")
///     writer.open(.array, key: "rows")
///     for row in rows { writer.value(row); if writer.isFull { sink(writer.taken()) } }
///     writer.close()
///     writer.close()
///     sink(writer.taken())
public struct JSONPartsWriter: ~Copyable {
    public enum Container: Sendable { case object, array }

    private var writer = ByteWriter(capacity: 1 << 12)
    /// Those that are open, with how many elements each has so far.
    private var containers: [(kind: Container, count: Int)] = []

    private let isIndented: Bool

    public init(isIndented: Bool = true) { self.isIndented = isIndented }

    /// Whether enough was written to be taken away.
    public var isFull: Bool { writer.count >= 1 << 16 }

    /// What was written since the last time.
    public mutating func taken() -> String {
        let text = writer.text
        writer.empty()
        return text
    }

    /// - Parameter key: in an object; in an array none.
    public mutating func open(_ kind: Container, key: String? = nil) {
        begin(key)
        writer.write(kind == .object ? UInt8(ascii: "{") : UInt8(ascii: "["))
        containers.append((kind, 0))
    }

    public mutating func close() {
        guard let last = containers.popLast() else { return }
        if last.count > 0, isIndented { writer.writeLineBreak(containers.count, comma: false) }
        writer.write(last.kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    public mutating func value(_ value: JSONValue, key: String? = nil) {
        begin(key)
        if isIndented { value.writePretty(to: &writer, depth: containers.count) } else { value.write(to: &writer) }
    }

    /// All members of an object, where one is open.
    public mutating func members(_ object: JSONObject) {
        for member in object.members { value(member.value, key: member.key) }
    }

    private mutating func begin(_ key: String?) {
        guard let last = containers.indices.last else { return }
        if isIndented {
            writer.writeLineBreak(containers.count, comma: containers[last].count > 0)
        } else if containers[last].count > 0 {
            writer.write(UInt8(ascii: ","))
        }
        containers[last].count += 1
        guard let key else { return }
        writer.write(string: key)
        if isIndented { writer.write(": ") } else { writer.write(UInt8(ascii: ":")) }
    }
}
