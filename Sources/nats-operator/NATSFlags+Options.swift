import NATS

extension NATSFlags {
    init(_ options: ConnectionOptions) {
        self.init(server: options.server)
    }
}
