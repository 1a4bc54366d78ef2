import JSON
import Model

/// Whether a subscription would make a push consumer deliver to it.
public enum DeliverSubject: Sendable, Hashable {
    case ofNobody
    case of(consumer: String, stream: String)
    /// It could not be found out, and why.
    case unknown(String)
}

extension JetStreamClient {
    /// Whether a push consumer delivers to a subject: whoever subscribes to exactly that one gets its messages, and where nothing
    /// is acknowledged its owner never does. (A wildcard does not: servers look for that very subject.)
    public func consumerDelivering(to subject: String) async -> DeliverSubject {
        do {
            var offset = 0
            while true {
                let page = try await streams(offset: offset)
                if let silent = page.missing.first ?? page.offline.keys.first {
                    return .unknown("stream \(silent) did not answer")
                }
                for stream in page.streams where stream.state.consumerCount > 0 {
                    let found = try await consumers(of: stream.name).first { $0.configuration.deliverSubject == subject }
                    if let found { return .of(consumer: found.name, stream: stream.name) }
                }
                offset += page.streams.count
                if page.streams.isEmpty || offset >= page.total { return .ofNobody }
            }
        } catch {
            return error.code == .notAvailable ? .ofNobody : .unknown(error.message)
        }
    }
}
