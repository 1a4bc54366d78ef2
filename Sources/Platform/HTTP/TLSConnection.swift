import COpenSSL

/// TLS on a connection, to a server that proves by its certificate that it is the one meant.
@safe final class TLSConnection {
    private let socket: HTTPSocket
    private let address: HTTPAddress
    private let context: OpaquePointer
    private let connection: OpaquePointer
    /// OpenSSL reads from and writes to memory: what goes over the socket goes through us, with the deadline.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// Shakes hands.
    /// - Parameter authorities: a PEM file; nil for the system's.
    init(_ socket: HTTPSocket, _ address: HTTPAddress, authorities: String?) throws(PlatformError) {
        self.socket = socket
        self.address = address
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            throw PlatformError(code: "io", message: "OpenSSL gave no context")
        }
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        var hasAuthorities = true
        if let authorities {
            hasAuthorities = unsafe SSL_CTX_load_verify_file(context, authorities) == 1
        } else {
            unsafe _ = SSL_CTX_set_default_verify_paths(context)
        }
        guard hasAuthorities, let connection = unsafe SSL_new(context), let incoming = unsafe BIO_new(BIO_s_mem()),
            let outgoing = unsafe BIO_new(BIO_s_mem())
        else {
            unsafe SSL_CTX_free(context)
            throw hasAuthorities
                ? PlatformError(code: "io", message: "OpenSSL gave no connection")
                : PlatformError(
                    code: "invalid", message: "the file of authorities can't be used: it must be PEM and readable",
                    path: authorities)
        }
        unsafe self.context = context
        unsafe self.connection = connection
        unsafe self.incoming = incoming
        unsafe self.outgoing = outgoing
        // The connection owns both from here on.
        unsafe SSL_set_bio(connection, incoming, outgoing)
        let parameters = unsafe SSL_get0_param(connection)
        // A name where it is none of the forms of an address.
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, address.host) != 1 {
            unsafe X509_VERIFY_PARAM_set1_host(parameters, address.host, 0)
            unsafe _ = co_set_server_name(connection, address.host)
        }
        _ = try step { unsafe SSL_connect(connection) }
    }

    deinit {
        unsafe SSL_free(connection)
        unsafe SSL_CTX_free(context)
        ERR_clear_error()
    }

    func write(_ bytes: [UInt8]) throws(PlatformError) {
        _ = try step { unsafe SSL_write(connection, bytes, Int32(clamping: bytes.count)) }
    }

    /// What has come; nil at the end that the server itself has told.
    func read() throws(PlatformError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        guard let count = try step({ unsafe SSL_read(connection, &buffer, Int32(buffer.count)) }) else { return nil }
        return Array(buffer[..<Int(count)])
    }

    /// Repeats a step until it is done; nil where the server has ended the connection in order.
    private func step(_ body: () -> Int32) throws(PlatformError) -> Int32? {
        while true {
            ERR_clear_error()
            let result = body()
            let problem = unsafe SSL_get_error(connection, result)
            // Before anything is thrown: the alert that tells the server why.
            try flush()
            if result > 0 { return result }
            switch problem {
            case SSL_ERROR_WANT_READ:
                guard let bytes = try socket.read() else {
                    throw PlatformError(code: "io", message: "the connection was cut", path: address.text)
                }
                unsafe _ = BIO_write(incoming, bytes, Int32(clamping: bytes.count))
            case SSL_ERROR_ZERO_RETURN: return nil
            default: throw failure()
            }
        }
    }

    private func flush() throws(PlatformError) {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = unsafe BIO_read(outgoing, &buffer, Int32(buffer.count))
            guard count > 0 else { return }
            try socket.write(Array(buffer[..<Int(count)]))
        }
    }

    private func failure() -> PlatformError {
        let distrust = Int32(clamping: unsafe SSL_get_verify_result(connection))
        if distrust != X509_V_OK { return untrusted(distrust) }
        let code = ERR_peek_last_error()
        if ERR_GET_LIB(code) == ERR_LIB_SSL, ERR_GET_REASON(code) == SSL_R_WRONG_VERSION_NUMBER {
            return PlatformError(
                code: "invalid", message: "what answers there does not speak TLS: it may be an http:// address",
                path: address.text)
        }
        let reason = unsafe code == 0 ? nil : ERR_reason_error_string(code).map { unsafe String(cString: $0) }
        return PlatformError(
            code: "io", message: "TLS failed: \(reason ?? "the server broke the protocol")", path: address.text)
    }

    private func untrusted(_ reason: Int32) -> PlatformError {
        let words =
            switch reason {
            case X509_V_ERR_CERT_HAS_EXPIRED: "the server's certificate, or one it was signed by, has expired"
            case X509_V_ERR_CERT_NOT_YET_VALID: "the server's certificate is not valid yet"
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
                "the server's certificate is not for \(address.host)"
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                "the server's certificate is of an authority that is not trusted here"
            default:
                "the server's certificate can't be trusted: "
                    + (unsafe String(cString: X509_verify_cert_error_string(Int(reason))))
            }
        return PlatformError(code: "untrusted", message: words, path: address.text)
    }
}
