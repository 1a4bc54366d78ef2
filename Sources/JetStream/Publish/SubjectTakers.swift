import Guard
import Model
import NATS

/// Who keeps messages of a subject, as far as it can be told.
enum SubjectTakers: Sendable {
    case streams([String])
    /// No stream; why, where there is no JetStream at all.
    case nobody(JetStreamError?)
    /// A stream that acknowledges nothing (`no_ack`): who waits for it waits in vain.
    case silent(String)
    case unknown(String)

    init(_ jetStream: JetStreamClient, _ subject: String) async {
        do {
            let streams = try await jetStream.streamNames(subject: subject, limit: 16)
            for stream in streams {
                if let info = try? await jetStream.streamInfo(stream), info.configuration.acknowledgesNothing {
                    self = .silent(stream)
                    return
                }
            }
            self = streams.isEmpty ? .nobody(nil) : .streams(streams)
        } catch {
            self = error.code == .notAvailable ? .nobody(error) : .unknown(error.message)
        }
    }
}
