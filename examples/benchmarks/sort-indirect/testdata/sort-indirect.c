// sort-indirect: sorting records by keys that are functions.
//
// Exercises: calls through the function table (call_indirect) from a quicksort
//            that knows nothing of what it sorts; moves of 16-byte records.
// Workload:  number of records from default.input or small.input; sorted four
//            times, by another order each time.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c sort-indirect/testdata/sort-indirect.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o sort-indirect/sort-indirect.wasm
#include "bench.h"

typedef struct {
  uint32_t id, a;
  int32_t b;
  float c;
} record;

typedef int (*order)(const record *, const record *);

static int by_a(const record *x, const record *y) { return (x->a > y->a) - (x->a < y->a); }
static int by_b_down(const record *x, const record *y) { return (x->b < y->b) - (x->b > y->b); }
static int by_c(const record *x, const record *y) { return (x->c > y->c) - (x->c < y->c); }
static int by_low_bits(const record *x, const record *y) {
  uint32_t p = x->a & 0xff, q = y->a & 0xff;
  return (p > q) - (p < q);
}

// Orders are total: the id decides between equals, so that there is one result.
static int compare(order by, const record *x, const record *y) {
  int c = by(x, y);
  return c != 0 ? c : (x->id > y->id) - (x->id < y->id);
}

static void swap(record *x, record *y) {
  record t = *x;
  *x = *y;
  *y = t;
}

static void sort(record *r, int32_t low, int32_t high, order by) {
  while (high - low > 12) {
    record *middle = &r[low + (high - low) / 2];
    if (compare(by, middle, &r[low]) < 0) swap(middle, &r[low]);
    if (compare(by, &r[high], middle) < 0) swap(&r[high], middle);
    if (compare(by, middle, &r[low]) < 0) swap(middle, &r[low]);
    record pivot = *middle;
    int32_t i = low, j = high;
    while (i <= j) {
      while (compare(by, &r[i], &pivot) < 0) i++;
      while (compare(by, &pivot, &r[j]) < 0) j--;
      if (i <= j) swap(&r[i++], &r[j--]);
    }
    // Recursion into the shorter part keeps the stack shallow.
    if (j - low < high - i) {
      sort(r, low, j, by);
      low = i;
    } else {
      sort(r, i, high, by);
      high = j;
    }
  }
  for (int32_t i = low + 1; i <= high; i++)
    for (int32_t j = i; j > low && compare(by, &r[j], &r[j - 1]) < 0; j--) swap(&r[j], &r[j - 1]);
}

int main(void) {
  uint32_t n = bench_read_number("default.input", "small.input");
  record *r = malloc(n * sizeof *r);
  if (r == NULL) bench_fail("records", "out of memory");
  uint32_t state = 123456789;
  for (uint32_t i = 0; i < n; i++) {
    r[i].id = i;
    r[i].a = bench_random(&state);
    r[i].b = (int32_t)bench_random(&state);
    r[i].c = (float)(bench_random(&state) % 1000) / 8;
  }
  order orders[] = {by_a, by_b_down, by_c, by_low_bits};
  uint32_t digest = BENCH_DIGEST;

  bench_start();
  for (int i = 0; i < 4; i++) {
    HIDE(orders[i]);  // or the compiler calls it directly
    sort(r, 0, (int32_t)n - 1, orders[i]);
    digest = bench_mix(digest, r[n / 2].id);
  }
  KEEP(r);
  bench_end();

  for (uint32_t i = 0; i < n; i++) digest = bench_mix(digest, r[i].id);
  uint32_t wrong = 0;
  for (uint32_t i = 1; i < n; i++) wrong += compare(by_low_bits, &r[i - 1], &r[i]) >= 0;
  printf("%u records, %u out of order, digest %08x\n", n, wrong, digest);
  return 0;
}
