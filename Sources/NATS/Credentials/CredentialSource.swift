import CNats
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Gives libnats the JWT and signatures it asks for at every connect.
///
/// Files are read anew each time, so that credentials renewed on disk serve the next reconnect.
final class CredentialSource: Sendable {
    static let registry = CallbackRegistry<CredentialSource>()

    private let authentication: NATSAuthentication
    private let lastProblem = Mutex<NATSError?>(nil)

    private init(_ authentication: NATSAuthentication) { self.authentication = authentication }

    /// Why the library could not be given what it asked for.
    var problem: NATSError? { lastProblem.withLock { $0 } }

    /// Tells libnats who we are.
    /// - Returns: the number of the source its callbacks use, to be removed from the registry with the connection.
    static func apply(_ authentication: NATSAuthentication, to native: OpaquePointer) throws(NATSError) -> UInt? {
        switch authentication {
        case .none: return nil
        case .user(let name, let password):
            try Connector.require(unsafe natsOptions_SetUserInfo(native, name, password.value), "take the user")
            return nil
        case .token(let token):
            try Connector.require(unsafe natsOptions_SetToken(native, token.value), "take the token")
            return nil
        case .credentialsFile(let path):
            // Errors that name the file come before anything is sent.
            _ = try CredentialsFile(path: path)
            let id = registry.add(CredentialSource(authentication))
            let closure = unsafe CallbackRegistry<CredentialSource>.closure(id)
            let status = unsafe natsOptions_SetUserCredentialsCallbacks(
                native, { unsafe CredentialSource.giveJWT($0, $1, $2) }, closure,
                { unsafe CredentialSource.sign($0, $1, $2, $3, $4) }, closure)
            try Connector.require(status, "take the credentials")
            return id
        case .nkeySeedFile(let path):
            let key = try NKeySeed.read(path: path).publicKey()
            let id = registry.add(CredentialSource(authentication))
            let closure = unsafe CallbackRegistry<CredentialSource>.closure(id)
            let status = unsafe natsOptions_SetNKey(native, key, { unsafe CredentialSource.sign($0, $1, $2, $3, $4) }, closure)
            try Connector.require(status, "take the NKey")
            return id
        case .credentials, .nkeySeed, .userJWT:
            throw NATSError(.unsupported, "Authentication by \(authentication.kind) that is no file is not carried out yet.")
        }
    }

    private static func giveJWT(
        _ jwt: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ closure: UnsafeMutableRawPointer?
    ) -> natsStatus {
        guard let source = unsafe registry.target(of: closure), case .credentialsFile(let path) = source.authentication else {
            return NATS_ERR
        }
        do {
            let file = try CredentialsFile(path: path)
            source.lastProblem.withLock { $0 = nil }
            // The library frees what it is given.
            unsafe jwt?.pointee = strdup(file.jwt.value)
            return NATS_OK
        } catch {
            return unsafe source.fail(error, message)
        }
    }

    private static func sign(
        _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ signature: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, _ length: UnsafeMutablePointer<Int32>?,
        _ nonce: UnsafePointer<CChar>?, _ closure: UnsafeMutableRawPointer?
    ) -> natsStatus {
        guard let source = unsafe registry.target(of: closure) else { return NATS_ERR }
        do {
            let seed =
                switch source.authentication {
                case .credentialsFile(let path): try CredentialsFile(path: path).seed
                case .nkeySeedFile(let path): try NKeySeed.read(path: path)
                default: throw NATSError(.invalidConfiguration, "There is nothing to sign with.")
                }
            return unsafe nats_Sign(seed.encoded.value, nonce, signature, length)
        } catch let error as NATSError {
            return unsafe source.fail(error, message)
        } catch {
            return NATS_ERR
        }
    }

    private func fail(_ error: NATSError, _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> natsStatus {
        lastProblem.withLock { $0 = error }
        unsafe message?.pointee = strdup(error.message)
        return NATS_ERR
    }
}
