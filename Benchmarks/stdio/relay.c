// The least a server over stdio can do: reads a line, makes the request, writes a line when the answer is there. It parses
// nothing but the id and the tool's name and passes the answer on as it came. Usage: relay URL
#include "requests.h"
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void write_line(const char *text, int length) {
    pthread_mutex_lock(&lock);
    for (int done = 0; done < length;) {
        ssize_t n = write(1, text + done, (size_t)(length - done));
        if (n < 0) exit(1);
        done += (int)n;
    }
    pthread_mutex_unlock(&lock);
}

static void on_reply(natsConnection *c, natsSubscription *s, natsMsg *message, void *closure) {
    const char *id = strrchr(natsMsg_GetSubject(message), '.') + 1;
    const char *data = natsMsg_GetData(message);
    int size = natsMsg_GetDataLength(message);
    char *line = malloc((size_t)size + 128);
    bool is_json = size > 0 && data[0] == '{';
    int length = sprintf(line, is_json ? "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":" : "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":\"", id);
    memcpy(line + length, data, (size_t)size);
    length += size;
    length += sprintf(line + length, is_json ? "}\n" : "\"}\n");
    write_line(line, length);
    free(line);
    natsMsg_Destroy(message);
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    natsOptions *options;
    natsConnection *connection;
    natsSubscription *subscription;
    check(natsOptions_Create(&options), "options");
    check(natsOptions_SetURL(options, argv[1]), "url");
    check(natsOptions_SetSendAsap(options, true), "send asap");
    check(natsConnection_Connect(&connection, options), "connect");
    check(natsConnection_Subscribe(&subscription, connection, "_INBOX.relay.*", on_reply, NULL), "subscribe");
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        const char *id = strstr(line, "\"id\":");
        if (id == NULL) continue;
        if (strstr(line, "tools/call") == NULL) {
            char answer[96];
            write_line(answer, snprintf(answer, sizeof answer, "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{}}\n", atoi(id + 5)));
            continue;
        }
        char reply[64];
        snprintf(reply, sizeof reply, "_INBOX.relay.%d", atoi(id + 5));
        const char *subject = subject_of(strstr(line, "\"kv_get\"") ? "kv_get" : "stream_info");
        check(natsConnection_PublishRequest(connection, subject, reply, NULL, 0), "publish");
    }
    return 0;
}
