/// A message as it came from a server. Text in it is valid UTF-8 (broken bytes are replaced); the payload is as it was.
public struct NATSMessage: Sendable, Hashable {
    public let subject: String
    public let reply: String?
    public let headers: NATSHeaders
    public let payload: [UInt8]
    /// The code of a status message (`NATS/1.0 404 …`), for example 404 or 503.
    public let status: Int?
    public let statusDescription: String?

    public init(
        subject: String, reply: String? = nil, headers: NATSHeaders = [:], payload: [UInt8] = [],
        status: Int? = nil, statusDescription: String? = nil
    ) {
        self.subject = subject
        self.reply = reply
        self.headers = headers
        self.payload = payload
        self.status = status
        self.statusDescription = statusDescription
    }
}
