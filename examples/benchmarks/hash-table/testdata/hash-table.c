// hash-table: a map from numbers to counts, with deletions.
//
// Exercises: scattered loads and stores in open addressing, multiplication as hash,
//            unpredictable branches, growing by allocating anew.
// Workload:  number of operations from default.input or small.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c hash-table/testdata/hash-table.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o hash-table/hash-table.wasm
#include "bench.h"

typedef struct {
  uint32_t key;    // never 0: that marks a free slot
  uint32_t count;  // 0: deleted, but still a stepping stone
} slot;

static slot *slots;
static uint32_t mask, used;  // used counts deleted slots too

static slot *find(uint32_t key) {
  uint32_t i = key * 2654435769u;
  i ^= i >> 15;
  for (;; i++) {
    slot *s = &slots[i & mask];
    if (s->key == key || s->key == 0) return s;
  }
}

static void resize(uint32_t size) {
  slot *old = slots;
  uint32_t n = old == NULL ? 0 : mask + 1;
  slots = calloc(size, sizeof *slots);
  if (slots == NULL) bench_fail("table", "out of memory");
  mask = size - 1;
  used = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (old[i].count == 0) continue;
    *find(old[i].key) = old[i];
    used++;
  }
  free(old);
}

static void add(uint32_t key) {
  slot *s = find(key);
  if (s->key == 0) {
    if (used >= (mask + 1) / 4 * 3) {
      resize(2 * (mask + 1));
      s = find(key);
    }
    s->key = key;
    used++;
  }
  s->count++;
}

int main(void) {
  uint32_t n = bench_read_number("default.input", "small.input");
  uint32_t state = 362436069, deleted = 0, hits = 0;

  bench_start();
  resize(64);
  for (uint32_t i = 0; i < n; i++) {
    // Squaring makes small keys frequent and large ones rare.
    uint32_t r = bench_random(&state) >> 16;
    uint32_t key = (uint32_t)((uint64_t)r * r >> 14) + 1;
    switch (i & 7) {
    case 0: {
      slot *s = find(key);
      deleted += s->count != 0;
      s->count = 0;
      break;
    }
    case 1:
    case 2:
      hits += find(key)->count != 0;
      break;
    default:
      add(key);
    }
  }
  KEEP(slots);
  bench_end();

  uint32_t digest = BENCH_DIGEST, live = 0;
  for (uint32_t key = 1; key <= 1u << 18; key++) {
    slot *s = find(key);
    live += s->count != 0;
    digest = bench_mix(digest, s->count);
  }
  printf("%u operations: %u keys live, %u deletions, %u hits, digest %08x\n", n, live, deleted, hits, digest);
  return 0;
}
