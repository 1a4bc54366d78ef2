import Audit
import Foundation
import Testing

/// Every format of every sample, byte for byte. `make golden` writes the files anew: read the difference before you commit it.
struct GoldenReportTests {
    static let cases = SampleReport.all.flatMap { sample in ReportFormat.allCases.map { (sample.0, $0) } }

    @Test(arguments: cases)
    func `a report reads as it did`(sample: String, format: ReportFormat) throws {
        let report = try #require(SampleReport.all.first { $0.0 == sample }?.1)
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(sample).\(suffix(format))")
        let rendered = format.render(report)
        if ProcessInfo.processInfo.environment["RENEW_GOLDEN"] != nil {
            try Data(rendered.utf8).write(to: file)
        }
        let expected = try Data(contentsOf: file)
        #expect(expected == Data(rendered.utf8), "\(file.lastPathComponent) has changed; when that is meant, run make golden")
    }

    private func suffix(_ format: ReportFormat) -> String {
        switch format {
        case .text: "txt"
        case .markdown: "md"
        case .junit: "junit.xml"
        case .prometheus: "prom"
        case .nagios: "nagios"
        case .json, .sarif, .html: format.rawValue
        }
    }
}
