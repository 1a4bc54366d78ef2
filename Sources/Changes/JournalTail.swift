import JSON
import Platform

/// How far the journal was read, so that only what came since is read again.
struct JournalTail {
    /// How the file begins: another one has the name after a rotation.
    private var beginning: [UInt8] = []
    private var offset = 0

    struct Reading {
        let tail: JournalTail
        /// What may tell of reasons, in order.
        let records: [JSONObject]
        /// Whether everything was read from the start, because the journal is not the one of before.
        let isAnew: Bool
    }

    private static let piece = 4 << 20

    /// Nil where more than `limit` bytes would have to be read. Blocks. A file that can't be read has nothing to tell.
    func read(_ journal: Journal, limit: Int) -> Reading? {
        let files = journal.files
        var isAnew = false
        var wanted: [(path: String, from: Int)]
        if offset > 0, isSame(journal.path) {
            wanted = [(journal.path, offset)]
        } else if offset > 0, isSame(journal.path + ".1") {
            wanted = [(journal.path + ".1", offset), (journal.path, 0)]
        } else {
            isAnew = true
            wanted = files.map { ($0, 0) }
        }
        wanted = wanted.filter { size($0.path) > $0.from }
        guard wanted.reduce(0, { $0 + size($1.path) - $1.from }) <= limit else { return nil }
        var tail = self
        var records: [JSONObject] = []
        for file in wanted {
            let end = Self.scan(file.path, from: file.from) { records.append($0) }
            if file.path == journal.path {
                tail.beginning = (try? PrivateFile.read(file.path, from: 0, limit: 128)) ?? []
                tail.offset = end
            }
        }
        return Reading(tail: tail, records: records, isAnew: isAnew)
    }

    private func isSame(_ path: String) -> Bool {
        guard size(path) >= offset else { return false }
        return (try? PrivateFile.read(path, from: 0, limit: beginning.count)) == beginning
    }

    private func size(_ path: String) -> Int { (try? PrivateFile.size(path)) ?? 0 }

    /// Up to the last line that is whole.
    private static func scan(_ path: String, from start: Int, _ take: (JSONObject) -> Void) -> Int {
        var end = start
        var room = piece
        while let bytes = try? PrivateFile.read(path, from: end, limit: room), !bytes.isEmpty {
            var line = 0
            while let stop = Bytes.firstIndex(of: UInt8(ascii: "\n"), in: bytes, from: line) {
                if Bytes.contains(JournalReasons.marks, in: bytes, line..<stop),
                    let record = try? JSONParser().parse(Array(bytes[line..<stop])).object
                {
                    take(record)
                }
                line = stop + 1
            }
            end += line
            if bytes.count < room { break }
            // A line that is longer than what was read at once.
            room = line == 0 ? room * 2 : piece
        }
        return end
    }
}
