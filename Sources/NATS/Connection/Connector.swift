import CNats
import Platform

/// Makes a connection. Blocks, so it has a thread of its own.
enum Connector {
    /// How long may be spent on writing to a server that doesn't read.
    static let writePatience = Duration.seconds(5)

    /// Connects and subscribes the inbox.
    /// - Throws: the true reason, as the library knows it on this very thread.
    static func open(_ link: Link) throws(NATSError) {
        try NATSLibrary.check()
        NATSLibrary.prepareOnce
        NATSLibrary.openOnce
        let options = link.options
        guard !options.servers.isEmpty else { throw NATSError(.invalidConfiguration, "No NATS server is configured.") }
        try validate(options)

        // Before anything of ours is sent.
        let pinned = try ServerPins(options)?.matching(options)

        var created: OpaquePointer?
        try require(unsafe natsOptions_Create(&created), "create options")
        guard let native = unsafe created else { throw NATSError(.connectFailed, "libnats gave no options.") }
        // The connection takes a copy.
        defer { unsafe natsOptions_Destroy(native) }
        try unsafe NativeOptions.apply(
            options, servers: pinned?.servers ?? options.servers, to: native, link: link.id, ownSocket: link.loop != nil)
        if pinned != nil { try unsafe NativeOptions.stayWithServers(native) }
        let credentials = try unsafe CredentialSource.apply(options.authentication, to: native)

        var opened: OpaquePointer?
        var status = unsafe natsConnection_Connect(&opened, native)
        let source = credentials.flatMap { CredentialSource.registry.target(id: $0) }
        while status != NATS_OK, source?.takeUnlucky() == true { status = unsafe natsConnection_Connect(&opened, native) }
        guard status == NATS_OK, let connection = unsafe opened else {
            let failure = LibraryStatus.justFailed(status)
            let problem = source?.problem
            if let credentials { CredentialSource.registry.remove(credentials) }
            if let problem { throw problem }
            throw ConnectFailure.error(failure, options: options)
        }
        unsafe link.adopt(connection, credentials: credentials, pinnedIDs: pinned?.ids)
        do throws(NATSError) {
            try link.subscribeInbox()
        } catch {
            link.close()
            throw error
        }
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
