// matrix-multiply: the product of two square matrices, three times in a row.
//
// Exercises: regular memory access in three nested loops, double-precision
//            multiply and add, address arithmetic and bounds checks. The numbers
//            are small integers, so the sums are exact in any order.
// Workload:  side of the matrices from default.input or small.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c matrix-multiply/testdata/matrix-multiply.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o matrix-multiply/matrix-multiply.wasm
#include "bench.h"

static void multiply(double *restrict c, const double *restrict a, const double *restrict b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t j = 0; j < n; j++) c[i * n + j] = 0;
    for (uint32_t k = 0; k < n; k++) {
      double x = a[i * n + k];
      for (uint32_t j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
    }
  }
}

static double *matrix(uint32_t n, uint32_t *state) {
  double *m = malloc((size_t)n * n * sizeof *m);
  if (m == NULL) bench_fail("matrix", "out of memory");
  for (uint32_t i = 0; i < n * n; i++) m[i] = bench_random(state) % 19 - 9.0;
  return m;
}

int main(void) {
  uint32_t n = bench_read_number("default.input", "small.input");
  uint32_t state = 88675123;
  double *a = matrix(n, &state), *b = matrix(n, &state), *c = matrix(n, &state);

  bench_start();
  multiply(c, a, b, n);
  multiply(a, c, b, n);
  multiply(c, a, b, n);
  KEEP(c);
  bench_end();

  // |c| stays below 9 * (9 n)^3, far below 2^53: every entry is an integer.
  uint32_t digest = BENCH_DIGEST;
  double trace = 0;
  for (uint32_t i = 0; i < n * n; i++) {
    uint64_t entry = (uint64_t)(int64_t)c[i];
    digest = bench_mix(bench_mix(digest, (uint32_t)entry), (uint32_t)(entry >> 32));
  }
  for (uint32_t i = 0; i < n; i++) trace += c[i * n + i];
  printf("%u x %u, trace %lld, digest %08x\n", n, n, (long long)trace, digest);
  return 0;
}
