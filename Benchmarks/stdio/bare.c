// The requests in a bare libnats loop: what the server and the library cost, with nothing around them.
// Usage: bare URL TOOL IN_FLIGHT COUNT
#include "requests.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static natsConnection *connection;
static const char *subject;
static uint64_t *begun, *samples;
static int sent, answered, total;

static void send_next(void) {
    char reply[64];
    snprintf(reply, sizeof reply, "_INBOX.bare.%d", sent);
    begun[sent++] = now_ns();
    check(natsConnection_PublishRequest(connection, subject, reply, NULL, 0), "publish");
}

static void on_reply(natsConnection *c, natsSubscription *s, natsMsg *message, void *closure) {
    int number = atoi(strrchr(natsMsg_GetSubject(message), '.') + 1);
    natsMsg_Destroy(message);
    pthread_mutex_lock(&lock);
    samples[number] = now_ns() - begun[number];
    answered++;
    if (sent < total) send_next();
    if (answered == total) pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    natsOptions *options;
    natsSubscription *subscription;
    int in_flight = atoi(argv[3]);
    subject = subject_of(argv[2]);
    total = atoi(argv[4]);
    begun = calloc((size_t)total, sizeof *begun);
    samples = calloc((size_t)total, sizeof *samples);
    check(natsOptions_Create(&options), "options");
    check(natsOptions_SetURL(options, argv[1]), "url");
    check(natsOptions_SetSendAsap(options, true), "send asap");
    check(natsConnection_Connect(&connection, options), "connect");
    uint64_t start;
    if (in_flight == 1) {
        start = now_ns();
        for (int i = 0; i < total; i++) {
            natsMsg *reply;
            uint64_t before = now_ns();
            check(natsConnection_Request(&reply, connection, subject, NULL, 0, 5000), "request");
            samples[i] = now_ns() - before;
            natsMsg_Destroy(reply);
        }
    } else {
        check(natsConnection_Subscribe(&subscription, connection, "_INBOX.bare.*", on_reply, NULL), "subscribe");
        pthread_mutex_lock(&lock);
        start = now_ns();
        while (sent < in_flight && sent < total) send_next();
        while (answered < total) pthread_cond_wait(&done, &lock);
        pthread_mutex_unlock(&lock);
    }
    report(samples, total, now_ns() - start);
    return 0;
}
