// price-list: what a shop asks of a module that it keeps: prices, call by call.
//
// Exercises: a reactor, which builds its table in _initialize and is called function by
//            function: a hash table, branches on quantities, 64-bit arithmetic.
// Workload:  quote(article, quantity) is one call; quotes(n) is the sum of n of them.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c reactors/price-list/testdata/price-list.c -o a.o
//            clang-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all a.o -o reactors/price-list/price-list.wasm
#include <stdint.h>

enum { ARTICLES = 20000, SLOTS = 1 << 15 };

typedef struct {
  uint32_t number; // 0 in a slot that is empty
  uint32_t cents;
  uint16_t from[3], percent[3]; // from that quantity on, so much is taken off
} article;

static article table[SLOTS];
static uint32_t state = 2463534242u;

static uint32_t draw(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static article *find(uint32_t number) {
  uint32_t slot = number * 2654435769u >> 17;
  while (table[slot].number != 0 && table[slot].number != number) slot = (slot + 1) % SLOTS;
  return &table[slot];
}

__attribute__((constructor)) static void build(void) {
  for (uint32_t i = 0; i < ARTICLES; i++) {
    article *a = find(1 + i * 7);
    a->number = 1 + i * 7;
    a->cents = 100 + draw() % 100000; // each draw is a statement: C has no order within one
    for (int k = 0; k < 3; k++) {
      a->from[k] = (uint16_t)((k + 1) * (5 + draw() % 20));
      a->percent[k] = (uint16_t)((k + 1) * (1 + draw() % 8));
    }
  }
}

// quote is the price of that many pieces in cents, -1 of an article that there is not.
__attribute__((export_name("quote"))) int64_t quote(uint32_t number, uint32_t quantity) {
  article *a = find(number);
  if (number == 0 || a->number != number) return -1;
  uint32_t off = 0;
  for (int k = 0; k < 3; k++)
    if (quantity >= a->from[k] && a->percent[k] > off) off = a->percent[k];
  return (int64_t)a->cents * quantity * (100 - off) / 100;
}

__attribute__((export_name("quotes"))) int64_t quotes(uint32_t n) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t number = 1 + draw() % (ARTICLES * 8), quantity = draw() % 60;
    sum += quote(number, quantity);
  }
  return sum;
}
