import Audit
import JSON
import Testing

@testable import Collect

@Suite struct DiskSpoolTests {
    /// More than stays in memory, of texts of all lengths.
    private func texts() -> [[UInt8]] {
        (0..<3000).map { number in [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 2000) }
    }

    @Test func `what was put in comes out, from memory and from the disk`() {
        let spool = DiskSpool()
        let texts = texts()
        let places = texts.map { spool.append($0) }
        #expect(spool.isOnDisk)
        #expect(zip(texts, places).allSatisfy { spool.read(at: $1, count: $0.count) == $0 })
        #expect(spool.failure == nil)
    }

    @Test func `little stays in memory`() {
        let spool = DiskSpool()
        let place = spool.append(Array("{}".utf8))
        #expect(!spool.isOnDisk)
        #expect(spool.read(at: place, count: 2) == Array("{}".utf8))
    }

    @Test func `where no file can be made, memory has to do`() {
        let spool = DiskSpool(in: "/nowhere/at/all")
        let texts = texts()
        let places = texts.map { spool.append($0) }
        #expect(!spool.isOnDisk)
        #expect(zip(texts, places).allSatisfy { spool.read(at: $1, count: $0.count) == $0 })
        #expect(spool.failure == nil)
    }

    @Test func `objects on the disk are those in memory`() {
        let objects = (0..<2000).map { number -> JSONObject in
            ["name": .string("S\(number)"), "padding": .string(String(repeating: "x", count: 1000))]
        }
        let packed = PackedObjects(objects, in: DiskSpool())
        #expect(packed == PackedObjects(objects))
        #expect(packed[1999]["name"]?.string == "S1999")
        #expect(Array(packed.all) == objects)
    }
}
