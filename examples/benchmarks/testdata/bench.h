// What every C benchmark of this corpus shares: the two marks around the
// measured window, the choice of workload, and reading an input file.
//
// Everything here but bench_start and bench_end belongs outside the window.
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// The recorder provides these two, to modules and to machine code. Call each exactly
// once, in this order.
#ifdef __wasm__
__attribute__((import_module("bench"), import_name("start")))
#endif
void bench_start(void);
#ifdef __wasm__
__attribute__((import_module("bench"), import_name("end")))
#endif
void bench_end(void);

// KEEP makes the compiler believe that x is used here, so that it can neither
// drop the work behind x nor move it past bench_end.
#define KEEP(x) __asm__ volatile("" : : "r"(x) : "memory")

// HIDE makes the compiler forget what it knows about x, so that it can neither
// fold the work at build time nor move it before bench_start.
#define HIDE(x) __asm__ volatile("" : "+r"(x) : : "memory")

// bench_small says whether the small workload was asked for.
static inline int bench_small(void) {
  return getenv("WASM_BENCH_USE_SMALL_WORKLOAD") != NULL;
}

static inline void bench_fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

// bench_read_file returns the file's bytes followed by a zero byte, and their
// number (without the zero) in *size.
static inline char *bench_read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (f == NULL) bench_fail(path, "cannot open");
  size_t cap = 4096, len = 0;
  char *buf = malloc(cap);
  for (;;) {
    if (buf == NULL) bench_fail(path, "out of memory");
    size_t got = fread(buf + len, 1, cap - len - 1, f);
    if (got == 0) break;
    len += got;
    if (len == cap - 1) buf = realloc(buf, cap *= 2);
  }
  if (ferror(f)) bench_fail(path, "cannot read");
  fclose(f);
  buf[len] = 0;
  if (size != NULL) *size = len;
  return buf;
}

// bench_read_number reads the one number a file holds: default_path's, or
// small_path's with the small workload.
static inline uint32_t bench_read_number(const char *default_path,
                                         const char *small_path) {
  const char *path = bench_small() ? small_path : default_path;
  char *text = bench_read_file(path, NULL), *end;
  unsigned long n = strtoul(text, &end, 10);
  if (end == text) bench_fail(path, "holds no number");
  free(text);
  return (uint32_t)n;
}

// bench_random is a 32-bit xorshift generator: small, and the same everywhere.
static inline uint32_t bench_random(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

// bench_mix folds a number into an FNV-1a digest, byte by byte.
#define BENCH_DIGEST 2166136261u
static inline uint32_t bench_mix(uint32_t digest, uint32_t n) {
  for (int i = 0; i < 4; i++, n >>= 8) digest = (digest ^ (n & 255)) * 16777619u;
  return digest;
}

#endif
