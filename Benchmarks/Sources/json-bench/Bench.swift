import CJanssonBare
import JSON

/// Parse and free of a page of STREAM.LIST, ours beside bare libjansson, interleaved in one process.
@main struct Bench {
    static func main() throws {
        json_object_seed(0)
        for (label, bytes, rounds) in [("5 MB page", 5_000_000, 41), ("1 stream", 1, 20001)] {
            let page = StreamListPage.bytes(atLeast: bytes)
            print("\(label): \(page.count) bytes")
            try compare(page, rounds: rounds)
        }
    }

    private static func compare(_ page: [UInt8], rounds: Int) throws {
        let parser = JSONParser()
        let clock = ContinuousClock()
        var ours: [Duration] = []
        var bare: [Duration] = []
        var serialise: [Duration] = []
        var written = 0
        for _ in 0..<rounds {
            bare.append(clock.measure { parseBare(page) })
            ours.append(try clock.measure { _ = try parser.parse(page) })
        }
        let value = try parser.parse(page)
        for _ in 0..<rounds {
            serialise.append(clock.measure { written = value.serialized().count })
        }
        let ratio = median(ours) / median(bare)
        print("  parse and free, median of \(rounds): ours \(median(ours)), libjansson \(median(bare)), ratio \(rounded(ratio))")
        let seconds = median(serialise) / .seconds(1)
        print("  serialise: \(median(serialise)), \(rounded(Double(written) / seconds / 1e6)) MB/s")
    }

    private static func parseBare(_ page: [UInt8]) {
        page.withUnsafeBytes { bytes in
            var fault = json_error_t()
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            json_decref(json_loadb(start, bytes.count, Int(JSON_DECODE_ANY), &fault))
        }
    }

    private static func median(_ durations: [Duration]) -> Duration { durations.sorted()[durations.count / 2] }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
