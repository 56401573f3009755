// shootout-ackermann: the Ackermann function, plainly recursive.
//
// Exercises: calls and returns of a tiny function, and a deep stack; no memory
//            of its own, no floating point.
// Workload:  A(m, n), m and n from default.m.input and default.n.input, or
//            small.m.input and small.n.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c shootout-ackermann/testdata/shootout-ackermann.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o shootout-ackermann/shootout-ackermann.wasm
#include "bench.h"

static __attribute__((noinline)) uint32_t ackermann(uint32_t m, uint32_t n) {
  if (m == 0) return n + 1;
  if (n == 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

int main(void) {
  uint32_t m = bench_read_number("default.m.input", "small.m.input");
  uint32_t n = bench_read_number("default.n.input", "small.n.input");

  bench_start();
  uint32_t result = ackermann(m, n);
  KEEP(result);
  bench_end();

  printf("ackermann(%u, %u) = %u\n", m, n, result);
  return 0;
}
