// mandelbrot: escape times over a square of the complex plane.
//
// Exercises: double-precision multiplications and additions in a tight loop whose
//            length differs from point to point; no memory in the inner loop.
// Workload:  side of the square in points from default.input or small.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c mandelbrot/testdata/mandelbrot.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o mandelbrot/mandelbrot.wasm
#include "bench.h"

enum { LIMIT = 200 };

static uint32_t escape(double cx, double cy) {
  double x = 0, y = 0;
  uint32_t i = 0;
  for (; i < LIMIT; i++) {
    double xx = x * x, yy = y * y;
    if (xx + yy > 4) break;
    y = 2 * x * y + cy;
    x = xx - yy + cx;
  }
  return i;
}

int main(void) {
  uint32_t side = bench_read_number("default.input", "small.input");
  uint8_t *times = malloc((size_t)side * side);
  if (times == NULL) bench_fail("picture", "out of memory");

  bench_start();
  for (uint32_t row = 0; row < side; row++)
    for (uint32_t column = 0; column < side; column++)
      times[row * side + column] = (uint8_t)escape(column * 2.5 / side - 2, row * 2.5 / side - 1.25);
  KEEP(times);
  bench_end();

  uint32_t digest = BENCH_DIGEST, inside = 0;
  for (uint32_t i = 0; i < side * side; i++) {
    digest = bench_mix(digest, times[i]);
    inside += times[i] == LIMIT;
  }
  printf("%u x %u points, %u inside, digest %08x\n", side, side, inside, digest);
  return 0;
}
