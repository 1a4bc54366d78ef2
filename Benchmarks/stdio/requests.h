// What is measured, once for every contender: the two requests and the subjects behind them.
#pragma once
#include <nats/nats.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STREAM_INFO_SUBJECT "$JS.API.STREAM.INFO.BENCH"
#define KV_GET_SUBJECT "$JS.API.DIRECT.GET.KV_bench.$KV.bench.key"

static inline const char *subject_of(const char *tool) {
    return strcmp(tool, "kv_get") == 0 ? KV_GET_SUBJECT : STREAM_INFO_SUBJECT;
}

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline void check(natsStatus status, const char *what) {
    if (status == NATS_OK) return;
    fprintf(stderr, "%s: %s\n", what, natsStatus_GetText(status));
    exit(1);
}

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

// Sorts the samples (nanoseconds) and prints one JSON object.
static inline void report(uint64_t *samples, int count, uint64_t elapsed) {
    qsort(samples, (size_t)count, sizeof *samples, by_value);
    printf("{\"count\": %d, \"p50_us\": %.1f, \"p99_us\": %.1f, \"per_second\": %.0f}\n", count,
           samples[count / 2] / 1e3, samples[count * 99 / 100] / 1e3, count / (elapsed / 1e9));
}
