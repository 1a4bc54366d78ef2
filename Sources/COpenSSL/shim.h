#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/random.h>
#include <unistd.h>

// OpenSSL 3. What its headers have only as macros, as functions.

/// The name sent with the handshake, for servers with several certificates.
static inline int co_set_server_name(SSL *ssl, const char *name) { return (int)SSL_set_tlsext_host_name(ssl, name); }

static inline int co_certificate_count(const STACK_OF(X509) * chain) { return sk_X509_num(chain); }
static inline X509 *co_certificate(const STACK_OF(X509) * chain, int index) { return sk_X509_value(chain, index); }

/// The alternative names of a certificate; NULL where it has none. To be given back with GENERAL_NAMES_free.
static inline GENERAL_NAMES *co_alternative_names(X509 *certificate) {
    return (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}
static inline int co_name_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

/// The kind of a name (GEN_DNS, GEN_IPADD, GEN_URI, GEN_EMAIL) and its bytes; another kind has none.
static inline int co_name(const GENERAL_NAMES *names, int index, const unsigned char **bytes, int *length) {
    GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    ASN1_STRING *text = NULL;
    int kind = -1;
    void *value = GENERAL_NAME_get0_value(name, &kind);
    if (kind == GEN_DNS || kind == GEN_IPADD || kind == GEN_URI || kind == GEN_EMAIL) text = (ASN1_STRING *)value;
    *bytes = text == NULL ? NULL : ASN1_STRING_get0_data(text);
    *length = text == NULL ? 0 : ASN1_STRING_length(text);
    return kind;
}

/// What a memory BIO holds.
static inline long co_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

/// How names are written: RFC 2253, with UTF-8 left readable.
static inline unsigned long co_name_flags(void) { return XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB; }

/// The begin or end of a certificate's validity: year, month, day, hour, minute, second in UTC, and the seconds until then.
static inline int co_validity(const X509 *certificate, int end, int fields[6], long long *seconds_left) {
    const ASN1_TIME *time = end ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate);
    struct tm parts;
    int days = 0, seconds = 0;
    if (ASN1_TIME_to_tm(time, &parts) != 1 || ASN1_TIME_diff(&days, &seconds, NULL, time) != 1) return 0;
    fields[0] = parts.tm_year + 1900;
    fields[1] = parts.tm_mon + 1;
    fields[2] = parts.tm_mday;
    fields[3] = parts.tm_hour;
    fields[4] = parts.tm_min;
    fields[5] = parts.tm_sec;
    *seconds_left = (long long)days * 86400 + seconds;
    return 1;
}

/// Whether OpenSSL takes its random bytes from the system itself. Its own generator is set up on first use, with all the
/// providers behind it: 2 MiB that stay, and as much work as all the rest of a start.
#if OPENSSL_VERSION_MAJOR == 3 && !defined(OPENSSL_NO_DEPRECATED_3_0)
static inline int co_system_bytes(unsigned char *buffer, int count) {
    while (count > 0) {
        int part = count < 256 ? count : 256;
        if (getentropy(buffer, (size_t)part) != 0) return 0;
        buffer += part;
        count -= part;
    }
    return 1;
}
static inline int co_system_status(void) { return 1; }
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline void co_use_system_random(int use) {
    static const RAND_METHOD method = {0, co_system_bytes, 0, 0, co_system_bytes, co_system_status};
    RAND_set_rand_method(use ? &method : 0);
}
#pragma clang diagnostic pop
#else
static inline void co_use_system_random(int use) { (void)use; }
#endif
