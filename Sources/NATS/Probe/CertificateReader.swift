import COpenSSL
import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Takes a certificate of OpenSSL apart.
enum CertificateReader {
    static func read(_ certificate: OpaquePointer) -> NATSCertificate {
        let names = unsafe alternativeNames(certificate)
        let (notBefore, secondsToStart) = unsafe time(certificate, end: false)
        let (notAfter, secondsLeft) = unsafe time(certificate, end: true)
        return unsafe NATSCertificate(
            subject: name(X509_get_subject_name(certificate)), issuer: name(X509_get_issuer_name(certificate)),
            dnsNames: names.dns, addresses: names.addresses, notBefore: notBefore, notAfter: notAfter,
            secondsLeft: secondsLeft, secondsToStart: secondsToStart, key: key(X509_get0_pubkey(certificate)),
            serial: serial(certificate), fingerprint: fingerprint(certificate),
            isSelfSigned: X509_self_signed(certificate, 0) == 1, isAuthority: X509_check_ca(certificate) > 0,
            pem: text { unsafe PEM_write_bio_X509($0, certificate) })
    }

    /// The first certificate of a PEM file; nil where it has none.
    static func read(file: String) -> NATSCertificate? {
        guard let bio = unsafe BIO_new_file(file, "r") else { return nil }
        defer { unsafe BIO_free(bio) }
        guard let certificate = unsafe PEM_read_bio_X509(bio, nil, nil, nil) else { return nil }
        defer { unsafe X509_free(certificate) }
        return unsafe read(certificate)
    }

    /// What a writer of OpenSSL writes.
    private static func text(_ write: (OpaquePointer) -> Int32) -> String {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(bio) }
        guard unsafe write(bio) >= 0 else { return "" }
        var bytes: UnsafeMutablePointer<CChar>?
        let count = unsafe co_memory(bio, &bytes)
        guard let bytes = unsafe bytes, count > 0 else { return "" }
        return unsafe String(
            decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    private static func name(_ name: OpaquePointer?) -> String {
        unsafe text { unsafe X509_NAME_print_ex($0, name, 0, co_name_flags()) }
    }

    private static func alternativeNames(_ certificate: OpaquePointer) -> (dns: [String], addresses: [String]) {
        guard let names = unsafe co_alternative_names(certificate) else { return ([], []) }
        defer { unsafe GENERAL_NAMES_free(names) }
        var found: (dns: [String], addresses: [String]) = ([], [])
        for index in 0..<min(unsafe co_name_count(names), Int32(NATSCertificate.maximumNames)) {
            var bytes: UnsafePointer<UInt8>?
            var length: Int32 = 0
            let kind = unsafe co_name(names, index, &bytes, &length)
            guard let bytes = unsafe bytes else { continue }
            let value = unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(length)))
            switch kind {
            case GEN_DNS: found.dns.append(String(decoding: value, as: UTF8.self))
            case GEN_IPADD: found.addresses.append(address(value))
            default: break
            }
        }
        return found
    }

    private static func address(_ bytes: [UInt8]) -> String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return Hex.encode(bytes) }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The begin or end of the validity in words, and how many seconds it is from now.
    private static func time(_ certificate: OpaquePointer, end: Bool) -> (String, Int64) {
        var fields = [Int32](repeating: 0, count: 6)
        var left: Int64 = 0
        guard unsafe co_validity(certificate, end ? 1 : 0, &fields, &left) == 1 else { return ("unreadable", 0) }
        let parts = fields.map { padded(Int($0)) }
        return ("\(parts[..<3].joined(separator: "-"))T\(parts[3...].joined(separator: ":"))Z", left)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func key(_ key: OpaquePointer?) -> String {
        guard let key = unsafe key, let kind = unsafe EVP_PKEY_get0_type_name(key) else { return "unknown" }
        let name = unsafe String(cString: kind)
        var curve = [CChar](repeating: 0, count: 80)
        var length = 0
        if unsafe EVP_PKEY_get_group_name(key, &curve, curve.count, &length) == 1, name == "EC" {
            return "EC " + String(decoding: curve.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return name.hasPrefix("RSA") || name == "DSA" ? "\(name) \(unsafe EVP_PKEY_get_bits(key))" : name
    }

    private static func serial(_ certificate: OpaquePointer) -> String {
        guard let number = unsafe ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil) else { return "" }
        defer { unsafe BN_free(number) }
        guard let digits = unsafe BN_bn2hex(number) else { return "" }
        defer { unsafe CRYPTO_free(digits, #file, #line) }
        return unsafe String(cString: digits).lowercased()
    }

    private static func fingerprint(_ certificate: OpaquePointer) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard unsafe X509_digest(certificate, EVP_sha256(), &digest, &length) == 1 else { return "" }
        return Hex.encode(digest.prefix(Int(length)))
    }
}
