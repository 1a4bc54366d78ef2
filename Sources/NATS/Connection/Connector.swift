import CNats
import Platform

/// Makes a connection. Blocks, so it has a thread of its own.
enum Connector {
    /// How long the library may spend on writing to a server that doesn't read.
    static let writeDeadline: Int64 = 5000

    /// Connects and subscribes the inbox.
    /// - Throws: the true reason, as the library knows it on this very thread.
    static func open(_ link: Link) throws(NATSError) {
        try NATSLibrary.check()
        NATSLibrary.prepareOnce
        let options = link.options
        guard !options.servers.isEmpty else { throw NATSError(.invalidConfiguration, "No NATS server is configured.") }
        try validate(options)

        var created: OpaquePointer?
        try require(unsafe natsOptions_Create(&created), "create options")
        guard let native = unsafe created else { throw NATSError(.connectFailed, "libnats gave no options.") }
        // The connection takes a copy.
        defer { unsafe natsOptions_Destroy(native) }
        try unsafe NativeOptions.apply(options, to: native, link: link.id)
        let credentials = try unsafe CredentialSource.apply(options.authentication, to: native)

        var opened: OpaquePointer?
        let status = unsafe natsConnection_Connect(&opened, native)
        guard status == NATS_OK, let connection = unsafe opened else {
            let failure = LibraryStatus.justFailed(status)
            let problem = credentials.flatMap { CredentialSource.registry.target(id: $0)?.problem }
            if let credentials { CredentialSource.registry.remove(credentials) }
            if let problem { throw problem }
            throw ConnectFailure.error(failure, options: options)
        }
        unsafe link.adopt(connection, credentials: credentials)

        var inbox: OpaquePointer?
        let subscribed = unsafe natsConnection_Subscribe(
            &inbox, connection, link.inbox.subject, { unsafe LinkCallbacks.answered($0, $1, $2, $3) },
            Unmanaged.passUnretained(link.inbox).toOpaque())
        guard subscribed == NATS_OK, let inbox = unsafe inbox else {
            link.close()
            throw NATSError(.connectFailed, "The inbox could not be subscribed: \(LibraryStatus.justFailed(subscribed).text).")
        }
        // Answers are bounded by the calls that wait for them.
        unsafe natsSubscription_SetPendingLimits(inbox, -1, -1)
        // Destroyed when the connection has closed it.
        _ = unsafe SubscriptionEnd(inbox, receiver: link.inbox)
    }

    /// Frees what the library keeps for a thread of ours that ends.
    static func releaseThread() { nats_ReleaseThreadMemory() }

    private static func validate(_ options: NATSOptions) throws(NATSError) {
        try NATSSubject.validate(options.inboxPrefix)
        for file in [options.tls.authorityFile, options.tls.certificateFile, options.tls.keyFile] {
            if let file { try SecretFile.requireReadable(file) }
        }
        guard (options.tls.certificateFile == nil) == (options.tls.keyFile == nil) else {
            throw NATSError(.invalidConfiguration, "A TLS client certificate and its key must be given together.")
        }
    }

    static func require(_ status: natsStatus, _ what: String) throws(NATSError) {
        guard status != NATS_OK else { return }
        throw NATSError(.invalidConfiguration, "libnats could not \(what): \(LibraryStatus.justFailed(status).text).")
    }
}
