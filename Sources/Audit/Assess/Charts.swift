import Guard
import JSON
import Model

/// The numbers a report draws: the largest of each.
enum Charts {
    private static let most = 30

    static func of(_ assessment: Assessment) -> [AuditChart] {
        var storage: [AuditChart.Row] = []
        var messages: [AuditChart.Row] = []
        var growth: [AuditChart.Row] = []
        var lag: [AuditChart.Row] = []
        var health: [AuditChart.Row] = []
        let seconds = assessment.capture.later?.seconds ?? 0
        for account in assessment.capture.accounts {
            for json in account.streams.all {
                let info = StreamInfo(json: json)
                let limit = info.configuration.json["max_bytes"]?.int64.flatMap { $0 > 0 ? Double($0) : nil }
                keep(AuditChart.Row(info.name, Double(info.state.bytes), limit: limit), in: &storage)
                keep(AuditChart.Row(info.name, Double(info.state.messages)), in: &messages)
                if info.isClustered {
                    let all = max(info.configuration.replicas, info.peers.count)
                    let healthy = Double(info.peers.count(where: \.isHealthy)) / Double(all) * 100
                    if healthy < 100 { keep(AuditChart.Row(info.name, healthy, limit: 100), in: &health) }
                }
                if let later = assessment.capture.later?.streams[Growth.key(account, info.name)], seconds > 0,
                    let last = later["last_seq"]?.uint64, last > info.state.lastSequence
                {
                    keep(AuditChart.Row(info.name, Double(last - info.state.lastSequence) / seconds), in: &growth)
                }
                for consumer in account.consumers[info.name]?.list.all.map(ConsumerInfo.init(json:)) ?? []
                where consumer.unread > 0 {
                    keep(AuditChart.Row(info.name + " / " + consumer.name, Double(consumer.unread)), in: &lag)
                }
            }
        }
        return [
            AuditChart("Storage by stream", .bars, unit: "bytes", storage),
            AuditChart("Messages by stream", .bars, unit: "messages", messages),
            AuditChart("Growth by stream", .bars, unit: "messages per second", growth),
            AuditChart("Consumers with the most to read", .bars, unit: "messages", lag),
            AuditChart("Healthy copies", .bars, unit: "percent", health),
        ].filter { !$0.rows.isEmpty }
    }

    private static func keep(_ row: AuditChart.Row, in rows: inout [AuditChart.Row]) {
        let place = rows.firstIndex { $0.value < row.value } ?? rows.count
        guard place < most else { return }
        rows.insert(row, at: place)
        if rows.count > most { rows.removeLast() }
    }
}
