#pragma once
#include <dlfcn.h>
#include <nats/nats.h>

// Differences between the versions of libnats stay in this file.

/// The version of the headers this was built with, as nats_GetVersionNumber() counts it.
static inline unsigned cn_header_version(void) { return NATS_VERSION_NUMBER; }

/// TLS handshake before the server's INFO; NATS_NOT_PERMITTED where the library can't.
#if NATS_VERSION_NUMBER >= 0x030900
static inline natsStatus cn_tls_first(natsOptions *options) { return natsOptions_TLSHandshakeFirst(options); }
#else
static inline natsStatus cn_tls_first(natsOptions *options) {
    (void)options;
    return NATS_NOT_PERMITTED;
}
#endif

/// The Ed25519 public key of a 32-byte seed; 0 when the OpenSSL that libnats brings can't be asked.
///
/// libnats signs with a seed but demands the public key beside it and has no call that derives it. Looked up at run
/// time because the development files of OpenSSL are no dependency of libnats' own.
static inline int cn_ed25519_public_key(const unsigned char *seed, unsigned char *public_key) {
    typedef void *(*make_key)(int, void *, const unsigned char *, size_t);
    typedef int (*read_key)(const void *, unsigned char *, size_t *);
    typedef void (*free_key)(void *);
    const int ed25519 = 1087;  // NID_ED25519, part of OpenSSL's stable interface
    size_t length = 32;
    int done = 0;
    void *process = dlopen(NULL, RTLD_LAZY);
    if (process == NULL) return 0;
    make_key make = (make_key)dlsym(process, "EVP_PKEY_new_raw_private_key");
    read_key read = (read_key)dlsym(process, "EVP_PKEY_get_raw_public_key");
    free_key release = (free_key)dlsym(process, "EVP_PKEY_free");
    if (make != NULL && read != NULL && release != NULL) {
        void *key = make(ed25519, NULL, seed, 32);
        if (key != NULL) {
            done = read(key, public_key, &length) == 1 && length == 32;
            release(key);
        }
    }
    dlclose(process);
    return done;
}
