import JSON
import Model
import Testing

@testable import Guard

/// Where the sources of a restored stream go on.
struct RestoredSourcesTests {
    private func starts(
        _ sources: [JSONValue], copied: [UInt64?], origin last: UInt64?, generation: RestoredArchive.Generation = .records
    ) -> [JSONValue?] {
        let plain = StreamRestore.example(["sources": .array(sources)], generation: generation)
        var archive = plain.archive
        archive.copied = copied
        let change = StreamRestore(archive: archive, configuration: plain.configuration, withConsumers: true)
        let origin = last.map { StreamInfo(json: ["config": ["name": "O"], "state": ["last_seq": JSONValue($0)]]) }
        let evidence = Evidence([.stream("O"): origin.map { .stream($0) } ?? .absent])
        let narrowed = change.narrowed(by: evidence)
        #expect(narrowed.narrowed(by: evidence) == narrowed)
        return narrowed.configuration.json["sources"]?.array?.map { $0["opt_start_seq"] } ?? []
    }

    @Test func `is behind what was copied, for each of them`() {
        #expect(starts([["name": "O"], ["name": "O", "filter_subject": "a"]], copied: [7, 4], origin: 7) == [8, 5])
        // A moment to begin at is overtaken.
        let plain = StreamRestore.example(["sources": [["name": "O", "opt_start_time": "2026-01-01T00:00:00Z"]]])
        var archive = plain.archive
        archive.copied = [3]
        let change = StreamRestore(archive: archive, configuration: plain.configuration, withConsumers: true)
        let evidence = Evidence([.stream("O"): .stream(StreamInfo(json: ["state": ["last_seq": 9]]))])
        #expect(change.narrowed(by: evidence).configuration.json["sources"] == [["name": "O", "opt_start_seq": 4]])
    }

    @Test func `stays as it was where nobody knows, or the origin is another`() {
        #expect(starts([["name": "O"]], copied: [nil], origin: 7) == [nil])
        #expect(starts([["name": "O"]], copied: [], origin: 7) == [nil])
        #expect(starts([["name": "O"]], copied: [8], origin: 7) == [nil])
        #expect(starts([["name": "O"]], copied: [7], origin: nil) == [nil])
        #expect(starts([["name": "O", "external": ["api": "$JS.hub.API"]]], copied: [7], origin: 7) == [nil])
        #expect(starts([["name": "O"]], copied: [7], origin: 7, generation: .tar) == [nil])
    }
}
