import Audit
import Changes
public import Collect
import Guard
import JSON
import JetStream
import Model

extension Services {
    /// This configuration, for an audit to look through.
    public var auditSource: Collector.Source {
        Collector.Source(
            context: context, client: client, jetStream: jetStream, domain: domain, target: { [self] in target.json },
            reasons: { [self] in await changes.reasons.noted(in: target) })
    }
}

extension ReasonIndex {
    fileprivate func noted(in target: Target) async -> [NotedReason] {
        await reasons(in: target).flatMap { asset, reasons in
            let (stream, consumer) = asset.parts
            return reasons.sorted { $0.key < $1.key }.map { field, reason in
                NotedReason(stream: stream, consumer: consumer, field: field, text: reason.text, time: reason.time)
            }
        }
    }
}
