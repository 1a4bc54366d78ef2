// A stream's archive to a file and back over bare libnats: what the server, the library and the disk cost, with nothing checked.
// Usage: copy backup URL STREAM FILE          writes what STREAM.SNAPSHOT sends, each chunk acknowledged as it comes
//        copy restore URL STREAM FILE CONFIG  sends FILE to STREAM.RESTORE; CONFIG is a file with the stream's configuration
// Prints how many bytes the archive has and how many seconds it took, connecting left out.
#define _GNU_SOURCE
#include <fcntl.h>
#include <nats/nats.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// The sizes nats-operator uses.
enum { CHUNK_OF_SNAPSHOT = 128 << 10, CHUNK_OF_RESTORE = 256 << 10, WINDOW = 8 };

static natsConnection *connection;

static void check(natsStatus status, const char *what) {
    if (status == NATS_OK) return;
    fprintf(stderr, "%s: %s\n", what, natsStatus_GetText(status));
    exit(1);
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// The reply as text; what has an error in it ends the program.
static char *asked(const char *subject, const char *body) {
    natsMsg *reply;
    check(natsConnection_RequestString(&reply, connection, subject, body, 300000), subject);
    char *text = strndup(natsMsg_GetData(reply), (size_t)natsMsg_GetDataLength(reply));
    natsMsg_Destroy(reply);
    if (strstr(text, "\"error\"")) {
        fprintf(stderr, "%s\n", text);
        exit(1);
    }
    return text;
}

static size_t backup(const char *stream, const char *path) {
    char subject[300], body[300];
    natsInbox *inbox;
    natsSubscription *subscription;
    check(natsInbox_Create(&inbox), "inbox");
    check(natsConnection_SubscribeSync(&subscription, connection, inbox), "subscribe");
    snprintf(subject, sizeof subject, "$JS.API.STREAM.SNAPSHOT.%s", stream);
    snprintf(body, sizeof body, "{\"deliver_subject\":\"%s\",\"no_consumers\":false,\"chunk_size\":%d}", inbox, CHUNK_OF_SNAPSHOT);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (file < 0) fail(path);
    free(asked(subject, body));
    size_t size = 0;
    while (1) {
        natsMsg *chunk;
        check(natsSubscription_NextMsg(&chunk, subscription, 15000), "the next chunk");
        int length = natsMsg_GetDataLength(chunk);
        if (natsMsg_GetReply(chunk)) check(natsConnection_Publish(connection, natsMsg_GetReply(chunk), NULL, 0), "acknowledge");
        if (length > 0 && write(file, natsMsg_GetData(chunk), (size_t)length) != length) fail("write");
        size += (size_t)length;
        natsMsg_Destroy(chunk);
        if (length == 0) break;
    }
    if (fsync(file) != 0) fail("fsync");
    close(file);
    return size;
}

static void settle(natsSubscription *replies) {
    natsMsg *reply;
    check(natsSubscription_NextMsg(&reply, replies, 20000), "an answer");
    if (natsMsg_GetDataLength(reply) > 0) {
        fprintf(stderr, "%.*s\n", natsMsg_GetDataLength(reply), natsMsg_GetData(reply));
        exit(1);
    }
    natsMsg_Destroy(reply);
}

static size_t restore(const char *stream, const char *path, const char *configuration) {
    static char config[65536], body[70000], chunk[CHUNK_OF_RESTORE];
    char subject[300], target[300];
    int file = open(configuration, O_RDONLY);
    ssize_t length = file < 0 ? -1 : read(file, config, sizeof config - 1);
    if (length <= 0) fail(configuration);
    close(file);
    snprintf(subject, sizeof subject, "$JS.API.STREAM.RESTORE.%s", stream);
    snprintf(body, sizeof body, "{\"config\":%s}", config);
    char *answer = asked(subject, body);
    char *place = strstr(answer, "\"deliver_subject\":\"");
    if (!place || sscanf(place + 19, "%299[^\"]", target) != 1) fail("deliver_subject");
    free(answer);
    natsInbox *inbox;
    natsSubscription *replies;
    check(natsInbox_Create(&inbox), "inbox");
    check(natsConnection_SubscribeSync(&replies, connection, inbox), "subscribe");
    file = open(path, O_RDONLY);
    if (file < 0) fail(path);
    size_t size = 0;
    int waiting = 0;
    while ((length = read(file, chunk, sizeof chunk)) > 0) {
        if (waiting == WINDOW) {
            settle(replies);
            waiting--;
        }
        check(natsConnection_PublishRequest(connection, target, inbox, chunk, (int)length), "a chunk");
        waiting++;
        size += (size_t)length;
    }
    if (length < 0) fail("read");
    close(file);
    while (waiting-- > 0) settle(replies);
    free(asked(target, ""));
    return size;
}

int main(int argc, char **argv) {
    int saves = argc == 5 && strcmp(argv[1], "backup") == 0;
    if (!saves && !(argc == 6 && strcmp(argv[1], "restore") == 0)) return 2;
    natsOptions *options;
    check(natsOptions_Create(&options), "options");
    check(natsOptions_SetURL(options, argv[2]), "url");
    check(natsOptions_SetSendAsap(options, true), "send asap");
    check(natsConnection_Connect(&connection, options), "connect");
    double start = now();
    size_t size = saves ? backup(argv[3], argv[4]) : restore(argv[3], argv[4], argv[5]);
    printf("{\"bytes\": %zu, \"seconds\": %.6f}\n", size, now() - start);
    return 0;
}
