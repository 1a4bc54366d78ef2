import Guard
import JSON
import Testing

struct ThresholdTests {
    static let size = Threshold("kv_value_warn", 65_536, .bytes, "NG-K005")
    static let share = Threshold("bucket_full", 90, .percent, "NG-K004")

    @Test func `what is not set is as it is meant for most`() throws {
        let set = try Thresholds(["kv_value_warn": 5], known: [Self.size, Self.share])
        #expect(set[Self.size] == 5)
        #expect(set[Self.share] == 90)
        #expect(Thresholds.standard[Self.size] == 65_536)
    }

    @Test func `an unknown name is told with those there are`() throws {
        let mistake = #expect(throws: ThresholdMistake.self) { try Thresholds(["kv_value": 5], known: [Self.size, Self.share]) }
        #expect("\(try #require(mistake))".contains("bucket_full, kv_value_warn"))
    }

    @Test(arguments: [["bucket_full": 101], ["bucket_full": -1], ["bucket_full": "many"], ["bucket_full": 1.5]] as [JSONObject])
    func `a value out of range is told with the range`(settings: JSONObject) throws {
        let mistake = #expect(throws: ThresholdMistake.self) { try Thresholds(settings, known: [Self.size, Self.share]) }
        #expect("\(try #require(mistake))".contains("from 0 to 100"))
    }
}
