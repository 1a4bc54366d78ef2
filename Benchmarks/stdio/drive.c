// Drives a server over its stdin and stdout and measures from the write of a request to the end of the answer's line.
// Usage: drive TOOL IN_FLIGHT COUNT -- COMMAND…      IN_FLIGHT 0: only the time from start to the first answer, COUNT times
#include "requests.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char hello[] =
    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
    "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

static int to_child, from_child;
static pid_t child;
static char *buffer;
static size_t held, room;

static void start(char **command) {
    int in[2], out[2];
    if (pipe(in) || pipe(out)) exit(1);
    child = fork();
    if (child == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        execvp(command[0], command);
        _exit(127);
    }
    close(in[0]), close(out[1]);
    to_child = in[1], from_child = out[0], held = 0;
}

static void stop(void) {
    close(to_child), close(from_child);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
}

static void put(const char *text, size_t length) {
    if (write(to_child, text, length) != (ssize_t)length) exit(1);
}

// The id of the next answer; the line stays in the buffer no longer than that.
static int next_answer(void) {
    for (;;) {
        char *end = memchr(buffer, '\n', held);
        if (end != NULL) {
            size_t length = (size_t)(end - buffer) + 1;
            *end = 0;
            if (strstr(buffer, "\"isError\":true") || strstr(buffer, "\"error\":{\"code\"")) {
                fprintf(stderr, "drive: %.400s\n", buffer);
                exit(1);
            }
            char *id = strstr(buffer, "\"id\":");
            int number = id ? atoi(id + 5) : -1;
            memmove(buffer, buffer + length, held - length);
            held -= length;
            return number;
        }
        if (room - held < 1 << 16) buffer = realloc(buffer, room += 1 << 18);
        ssize_t n = read(from_child, buffer + held, room - held);
        if (n <= 0) {
            fprintf(stderr, "drive: the server is gone\n");
            exit(1);
        }
        held += (size_t)n;
    }
}

static void ask(const char *tool, int id) {
    char line[256];
    int length = snprintf(line, sizeof line, "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}\n",
                          id, tool, strcmp(tool, "kv_get") == 0 ? "{\"bucket\":\"bench\",\"key\":\"key\"}" : "{\"stream\":\"BENCH\"}");
    put(line, (size_t)length);
}

int main(int argc, char **argv) {
    if (argc < 6 || strcmp(argv[4], "--") != 0) return 2;
    const char *tool = argv[1];
    int in_flight = atoi(argv[2]), count = atoi(argv[3]), warm = 200;
    uint64_t *samples = calloc((size_t)count, sizeof *samples);
    buffer = malloc(room = 1 << 18);
    signal(SIGPIPE, SIG_IGN);
    uint64_t begun = now_ns();
    if (in_flight == 0) {
        for (int i = 0; i < count; i++) {
            uint64_t before = now_ns();
            start(argv + 5);
            put(hello, sizeof hello - 1);
            next_answer();
            samples[i] = now_ns() - before;
            stop();
        }
        report(samples, count, now_ns() - begun);
        return 0;
    }
    start(argv + 5);
    put(hello, sizeof hello - 1);
    next_answer();
    for (int i = 0; i < warm; i++) ask(tool, 1), next_answer();
    uint64_t *sent = calloc((size_t)count + 2, sizeof *sent);
    int asked = 0, answered = 0;
    begun = now_ns();
    while (answered < count) {
        while (asked < count && asked - answered < in_flight) {
            sent[asked + 1] = now_ns();
            ask(tool, ++asked);
        }
        int id = next_answer();
        samples[answered++] = now_ns() - sent[id];
    }
    report(samples, count, now_ns() - begun);
    stop();
    return 0;
}
