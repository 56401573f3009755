// sha256: the SHA-256 digest of n times the letter a.
//
// Exercises: 32-bit integer arithmetic: rotations, additions, a small table; hardly
//            any branches, and all of its memory stays in the first-level cache.
// Workload:  n from default.input or small.input. The default is the million
//            letters of the standard's own test vectors.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c sha256/testdata/sha256.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o sha256/sha256.wasm
#include "bench.h"
#include <string.h>

static const uint32_t k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void compress(uint32_t state[8], const uint8_t block[64]) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
           (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i++) {
    uint32_t t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static void sha256(uint32_t state[8], const uint8_t *message, size_t size) {
  static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(state, initial, sizeof initial);
  size_t left = size;
  for (; left >= 64; left -= 64, message += 64) compress(state, message);

  uint8_t block[64] = {0};
  memcpy(block, message, left);
  block[left] = 0x80;
  if (left >= 56) {
    compress(state, block);
    memset(block, 0, sizeof block);
  }
  uint64_t bits = (uint64_t)size * 8;
  for (int i = 0; i < 8; i++) block[63 - i] = (uint8_t)(bits >> 8 * i);
  compress(state, block);
}

int main(void) {
  uint32_t n = bench_read_number("default.input", "small.input");
  uint8_t *message = malloc(n + 1);
  if (message == NULL) bench_fail("message", "out of memory");
  memset(message, 'a', n);
  uint32_t state[8];

  bench_start();
  sha256(state, message, n);
  KEEP(state);
  bench_end();

  for (int i = 0; i < 8; i++) printf("%08x", state[i]);
  printf("  %u x a\n", n);
  return 0;
}
