import CNats
import JSON
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
    /// The last signature was one that libnats before 3.8 leaves out: it takes one that begins with a zero, one in 256, for none,
    /// and the server then for a stranger's. With the next connection's nonce there is another one.
    private let isUnlucky = Atomic<Bool>(false)

    private init(_ authentication: NATSAuthentication) { self.authentication = authentication }

    /// Why the library could not be given what it asked for.
    var problem: NATSError? { lastProblem.withLock { $0 } }

    /// Whether an attempt failed for nothing but that, and deserves another.
    func takeUnlucky() -> Bool { isUnlucky.exchange(false, ordering: .relaxed) }

    /// Tells libnats who we are.
    /// - Returns: the number of the source its callbacks use, to be removed from the registry with the connection.
    static func apply(_ authentication: NATSAuthentication, to native: OpaquePointer) throws(NATSError) -> UInt? {
        switch authentication {
        case .none: return nil
        case .user(let name, let password):
            try Connector.require(
                unsafe natsOptions_SetUserInfo(native, quotable(name), quotable(password.value)), "take the user")
            return nil
        case .token(let token):
            try Connector.require(unsafe natsOptions_SetToken(native, quotable(token.value)), "take the token")
            return nil
        case .credentialsFile, .credentials, .userJWT:
            // Errors that name the file come before anything is sent.
            _ = try authentication.userToken()
            _ = try authentication.signingKey()
            let id = registry.add(CredentialSource(authentication))
            let closure = unsafe CallbackRegistry<CredentialSource>.closure(id)
            let status = unsafe natsOptions_SetUserCredentialsCallbacks(
                native, { unsafe CredentialSource.giveJWT($0, $1, $2) }, closure,
                { unsafe CredentialSource.sign($0, $1, $2, $3, $4) }, closure)
            try Connector.require(status, "take the credentials")
            return id
        case .nkeySeedFile, .nkeySeed:
            guard let key = try authentication.signingKey()?.publicKey() else { return nil }
            let id = registry.add(CredentialSource(authentication))
            let closure = unsafe CallbackRegistry<CredentialSource>.closure(id)
            let status = unsafe natsOptions_SetNKey(native, key, { unsafe CredentialSource.sign($0, $1, $2, $3, $4) }, closure)
            try Connector.require(status, "take the NKey")
            return id
        }
    }

    /// libnats puts these texts between the quotes of its CONNECT as they are: a quote in a password would end the text there.
    private static func quotable(_ text: String) -> String {
        String(decoding: JSONValue.string(text).serialized().dropFirst().dropLast(), as: UTF8.self)
    }

    private static func giveJWT(
        _ jwt: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ closure: UnsafeMutableRawPointer?
    ) -> natsStatus {
        guard let source = unsafe registry.target(of: closure) else { return NATS_ERR }
        do {
            guard let token = try source.authentication.userToken() else { return NATS_ERR }
            source.lastProblem.withLock { $0 = nil }
            // The library frees what it is given.
            unsafe jwt?.pointee = strdup(token.text.value)
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
            // Of a bearer's JWT no signature is asked.
            guard let seed = try source.authentication.signingKey() else { return NATS_OK }
            let status = unsafe nats_Sign(seed.encoded.value, nonce, signature, length)
            guard status == NATS_OK, !NATSLibrary.sendsEverySignature, unsafe signature?.pointee?.pointee == 0 else {
                return status
            }
            unsafe free(signature?.pointee)
            unsafe signature?.pointee = nil
            source.isUnlucky.store(true, ordering: .relaxed)
            return NATS_ERR
        } catch {
            return unsafe source.fail(error, message)
        }
    }

    private func fail(_ error: NATSError, _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> natsStatus {
        lastProblem.withLock { $0 = error }
        unsafe message?.pointee = strdup(error.message)
        return NATS_ERR
    }
}

extension NATSAuthentication {
    /// The user JWT we show, where it is one; read anew from its file.
    func userToken() throws(NATSError) -> UserToken? {
        switch self {
        case .credentialsFile(let path): try CredentialsFile(path: path).token
        case .credentials(let text): try CredentialsFile(text: text.value, source: "the credentials given").token
        case .userJWT(let text, _): try UserToken(text.value, source: "the user JWT given")
        case .none, .user, .token, .nkeySeedFile, .nkeySeed: nil
        }
    }

    /// What we sign with, where we sign; read anew from its file.
    func signingKey() throws(NATSError) -> NKeySeed? {
        switch self {
        case .credentialsFile(let path): try CredentialsFile(path: path).seed
        case .credentials(let text): try CredentialsFile(text: text.value, source: "the credentials given").seed
        case .nkeySeedFile(let path): try NKeySeed.read(path: path)
        case .nkeySeed(let text): try NKeySeed.find(in: text.value, source: "the NKey seed given")
        case .userJWT(_, let seed?): try NKeySeed.find(in: seed.value, source: "the NKey seed of the user JWT")
        case .userJWT(_, nil), .none, .user, .token: nil
        }
    }
}
