import CNats

/// What the library calls where we read and write its socket. The loop and the user data are the number of the link, as in
/// `LinkCallbacks`.
enum SocketCallbacks {
    static func set(_ native: OpaquePointer, link: UInt) -> natsStatus {
        unsafe natsOptions_SetEventLoop(
            native, CallbackRegistry<Link>.closure(link),
            { unsafe SocketCallbacks.attach($0, $1, $2, $3) },
            { unsafe SocketCallbacks.read($0, $1) },
            { unsafe SocketCallbacks.write($0, $1) },
            { unsafe SocketCallbacks.detach($0) })
    }

    private static func attach(
        _ data: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ loop: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
        _ socket: natsSock
    ) -> natsStatus {
        guard let data = unsafe data, let connection = unsafe connection, let link = unsafe Link.registry.target(of: loop),
            let socketLoop = link.loop
        else { return NATS_ILLEGAL_STATE }
        unsafe data.pointee = loop
        return unsafe socketLoop.attach(connection, socket: socket, link: link) ? NATS_OK : NATS_SYS_ERROR
    }

    private static func read(_ data: UnsafeMutableRawPointer?, _ add: Bool) -> natsStatus {
        if !add { unsafe loop(data)?.giveUp() }
        return NATS_OK
    }

    private static func write(_ data: UnsafeMutableRawPointer?, _ add: Bool) -> natsStatus {
        unsafe loop(data)?.setMustWrite(add)
        return NATS_OK
    }

    private static func detach(_ data: UnsafeMutableRawPointer?) -> natsStatus {
        unsafe loop(data)?.detach()
        return NATS_OK
    }

    private static func loop(_ data: UnsafeMutableRawPointer?) -> SocketLoop? { unsafe Link.registry.target(of: data)?.loop }
}
