#pragma once
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
