// pointer-chase: a walk along one random cycle through memory.
//
// Exercises: loads whose address is the load before's result, spread so that most
//            miss the first-level cache: latency, not arithmetic. The window is a
//            few million steps, fewer operators than its time would suggest.
// Workload:  steps from default.input or small.input; 65536 nodes of 64 bytes
//            (4 MiB) for both.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c pointer-chase/testdata/pointer-chase.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o pointer-chase/pointer-chase.wasm
#include "bench.h"

enum { NODES = 1 << 16 };

// One node fills a cache line of 64 bytes.
typedef struct node {
  struct node *next;
  uint32_t value[15];
} node;

static node nodes[NODES];
static uint32_t order[NODES];

// link_nodes joins all nodes into one cycle of random order.
static void link_nodes(void) {
  uint32_t state = 2463534242u;
  for (uint32_t i = 0; i < NODES; i++) {
    order[i] = i;
    for (int j = 0; j < 15; j++) nodes[i].value[j] = bench_random(&state);
  }
  for (uint32_t i = NODES - 1; i > 0; i--) {
    uint32_t j = bench_random(&state) % (i + 1), swap = order[i];
    order[i] = order[j];
    order[j] = swap;
  }
  for (uint32_t i = 0; i < NODES; i++)
    nodes[order[i]].next = &nodes[order[(i + 1) % NODES]];
}

int main(void) {
  uint32_t steps = bench_read_number("default.input", "small.input");
  link_nodes();
  node *at = &nodes[0];
  uint32_t sum = 0;

  bench_start();
  for (uint32_t i = 0; i < steps; i++) {
    sum = (sum << 5 | sum >> 27) + at->value[i & 7];
    at->value[8 + (i & 3)] ^= sum;
    at = at->next;
  }
  KEEP(sum);
  bench_end();

  printf("%u steps, at node %u, sum %08x\n", steps, (unsigned)(at - nodes), sum);
  return 0;
}
