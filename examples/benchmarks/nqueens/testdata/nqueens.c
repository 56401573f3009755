// nqueens: ways to place n queens on an n x n board.
//
// Exercises: recursion with backtracking, bit masks, branches that are hard to
//            predict; a shallow stack and no memory to speak of.
// Workload:  n from default.input or small.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c nqueens/testdata/nqueens.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o nqueens/nqueens.wasm
#include "bench.h"

// place counts the ways to fill the rows from here on. A set bit is a column
// that is taken: by a queen above, or by a diagonal running left or right.
static uint32_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == all) return 1;
  uint32_t found = 0;
  uint32_t free = all & ~(columns | left | right);
  while (free != 0) {
    uint32_t queen = free & -free;
    free ^= queen;
    found += place(all, columns | queen, (left | queen) << 1, (right | queen) >> 1);
  }
  return found;
}

int main(void) {
  uint32_t n = bench_read_number("default.input", "small.input");
  if (n < 1 || n > 31) bench_fail("n", "must be 1 to 31");

  bench_start();
  // Boards with the first queen in the right half mirror those with it in the
  // left half: count one half twice, and the middle column, if any, once.
  uint32_t ways = 0, all = (1u << n) - 1;
  for (uint32_t i = 0; i < (n + 1) / 2; i++) {
    uint32_t queen = 1u << i;
    uint32_t found = place(all, queen, queen << 1, queen >> 1);
    ways += 2 * i + 1 == n ? found : 2 * found;
  }
  KEEP(ways);
  bench_end();

  printf("%u queens: %u ways\n", n, ways);
  return 0;
}
