public import Collect
import JSON
import JetStream
import Model

extension Services {
    /// This configuration, for an audit to look through.
    public var auditSource: Collector.Source {
        Collector.Source(context: context, client: client, jetStream: jetStream, domain: domain) { [self] in target.json }
    }
}
