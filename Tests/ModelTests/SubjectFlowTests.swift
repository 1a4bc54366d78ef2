import JSON
import Testing

@testable import Model

@Suite struct `The flow of subjects through streams` {
    private func flow(_ configurations: JSONObject...) -> SubjectFlow {
        SubjectFlow(configurations.map(StreamConfiguration.init(json:)))
    }

    private func ways(_ flow: SubjectFlow, _ stream: String, _ subject: String) -> [SubjectFlow.Touch.How] {
        flow.touches(stream, subject).map(\.how)
    }

    @Test func `follows copies of copies`() {
        let flow = flow(
            ["name": "A", "subjects": ["a.>"]], ["name": "B", "sources": [["name": "A"]]], ["name": "C", "mirror": ["name": "B"]])
        #expect(ways(flow, "A", "a.1") == [.takes] && ways(flow, "B", "a.1") == [.copies] && ways(flow, "C", "a.1") == [.mirrors])
        #expect(ways(flow, "C", "b") == [] && flow.holds("C", "b") == false && flow.holds("C", "a.*") == true)
    }

    @Test func `knows that it does not know what is elsewhere, or goes in circles`() {
        let flow = flow(
            ["name": "A", "sources": [["name": "X", "external": ["api": "$JS.far.API"]]]],
            ["name": "B", "sources": [["name": "C"]]], ["name": "C", "sources": [["name": "B"]]],
            ["name": "D", "sources": [["name": "Y", "filter_subject": "y.>", "external": ["api": "$JS.far.API"]]]])
        #expect(flow.holds("A", "a") == nil && flow.holds("B", "a") == nil && flow.holds("D", "y.1") == true)
        #expect(flow.unknownOrigins.map(\.stream) == ["A", "B", "C"])
    }

    @Test func `tells under which subject something is stored`() {
        let flow = flow([
            "name": "A", "subjects": ["raw.*"], "subject_transform": ["src": "raw.*", "dest": "cooked.{{partition(3,1)}}.$1"],
        ])
        #expect(flow.holds("A", "cooked.2.x") == true && flow.holds("A", "raw.x") == false)
        #expect(ways(flow, "A", "raw.x") == [.takes] && ways(flow, "A", "cooked.0.x") == [.transforms])
    }

    @Test func `leaves room for functions that make several tokens`() {
        #expect(SubjectFlow.pattern("a.$1.b.{{wildcard(2)}}") == "a.*.b.*")
        #expect(SubjectFlow.pattern("a.{{split(1,-)}}.b") == "a.>" && SubjectFlow.pattern("a.{{SliceFromLeft(1,2)}}") == "a.>")
        #expect(SubjectFlow.pattern("a.$JS.>") == "a.$JS.>")
    }

    @Test func `a stream without a word of a source for republishing means all`() {
        let flow = flow(["name": "A", "subjects": ["a.>"], "republish": ["dest": "again.>"]])
        #expect(ways(flow, "A", "a.1") == [.takes, .republishes] && ways(flow, "A", "again.a.1") == [.republishes])
        #expect(ways(flow, "A", "b") == [])
    }
}
