// lz-huffman: compressing a text and getting it back.
//
// Exercises: match search through hash chains, bit-wise output and input, a
//            priority queue for the Huffman tree: byte loads, shifts, short
//            unpredictable loops.
// Workload:  default.input (128 KiB) or small.input (1 KiB), made-up prose
//            written by testdata/geninputs.go; compressed and restored three
//            times.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c lz-huffman/testdata/lz-huffman.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o lz-huffman/lz-huffman.wasm
//
// The text becomes tokens: a byte, or "go back d bytes and copy n". A token's
// first symbol is the byte itself or 256 plus n's distance from the shortest
// copy, Huffman-coded; d follows as WINDOW_BITS plain bits. The last symbol is END.
#include "bench.h"

#include <string.h>

enum {
  WINDOW_BITS = 15,
  WINDOW = 1 << WINDOW_BITS,
  SHORTEST = 4,
  LONGEST = SHORTEST + 62,
  END = 256 + LONGEST - SHORTEST + 1,
  SYMBOLS = END + 1,
  HASH_BITS = 13,
  TRIES = 24,
};

// token: a byte, or 256 + length - SHORTEST with a distance in the upper half.
typedef uint32_t token;

static size_t find_tokens(const uint8_t *text, size_t size, token *out) {
  static int32_t head[1 << HASH_BITS], before[WINDOW];
  memset(head, 0xff, sizeof head);
  size_t n = 0;
  for (size_t i = 0; i < size;) {
    size_t best = 0, distance = 0, copied = 1;
    size_t longest = size - i < LONGEST ? size - i : LONGEST;
    if (longest >= SHORTEST) {
      uint32_t four;
      memcpy(&four, text + i, 4);
      int32_t candidate = head[four * 2654435761u >> (32 - HASH_BITS)];
      for (int tries = TRIES; candidate >= 0 && tries > 0; tries--) {
        if (i - (size_t)candidate >= WINDOW) break;
        size_t same = 0;
        while (same < longest && text[(size_t)candidate + same] == text[i + same]) same++;
        if (same > best) best = same, distance = i - (size_t)candidate;
        int32_t older = before[candidate % WINDOW];
        if (older >= candidate) break;  // overwritten since
        candidate = older;
      }
    }
    if (best >= SHORTEST) {
      copied = best;
      out[n++] = (token)(256 + best - SHORTEST) | (token)distance << 16;
    } else {
      out[n++] = text[i];
    }
    for (; copied > 0; copied--, i++) {
      if (size - i < 4) continue;
      uint32_t four;
      memcpy(&four, text + i, 4);
      int32_t *h = &head[four * 2654435761u >> (32 - HASH_BITS)];
      before[i % WINDOW] = *h;
      *h = (int32_t)i;
    }
  }
  out[n++] = END;
  return n;
}

// The Huffman tree: leaves 0..SYMBOLS-1, then the inner nodes, the root last.
typedef struct {
  uint32_t weight;
  uint16_t child[2];
} node;

static node tree[2 * SYMBOLS];
static uint64_t code[SYMBOLS];    // to be written from the lowest bit on
static uint8_t code_size[SYMBOLS];

static int lighter(uint16_t x, uint16_t y) {
  return tree[x].weight != tree[y].weight ? tree[x].weight < tree[y].weight : x < y;
}

static void sift_down(uint16_t *heap, size_t size, size_t i) {
  for (;;) {
    size_t least = i;
    for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < size; child++)
      if (lighter(heap[child], heap[least])) least = child;
    if (least == i) return;
    uint16_t t = heap[i];
    heap[i] = heap[least];
    heap[least] = t;
    i = least;
  }
}

static void name_leaves(uint16_t at, uint64_t bits, uint8_t size) {
  if (at < SYMBOLS) {
    code[at] = bits;
    code_size[at] = size;
    return;
  }
  name_leaves(tree[at].child[0], bits, size + 1);
  name_leaves(tree[at].child[1], bits | (uint64_t)1 << size, size + 1);
}

// build_tree returns the root. Every symbol gets a code, seen or not.
static uint16_t build_tree(const token *tokens, size_t n) {
  uint16_t heap[SYMBOLS], next = SYMBOLS;
  for (uint16_t s = 0; s < SYMBOLS; s++) {
    tree[s].weight = 1;
    heap[s] = s;
  }
  for (size_t i = 0; i < n; i++) tree[tokens[i] & 0xffff].weight += 2;
  for (size_t i = SYMBOLS / 2; i-- > 0;) sift_down(heap, SYMBOLS, i);
  for (size_t size = SYMBOLS; size > 1;) {
    uint16_t a = heap[0];
    heap[0] = heap[--size];
    sift_down(heap, size, 0);
    uint16_t b = heap[0];
    tree[next].weight = tree[a].weight + tree[b].weight;
    tree[next].child[0] = a;
    tree[next].child[1] = b;
    heap[0] = next++;
    sift_down(heap, size, 0);
  }
  name_leaves(heap[0], 0, 0);
  return heap[0];
}

static uint8_t *bytes;  // the compressed form
static size_t bit_count;

static void put_bits(uint64_t bits, int n) {
  for (; n > 0; n--, bits >>= 1, bit_count++) {
    if ((bit_count & 7) == 0) bytes[bit_count >> 3] = 0;
    bytes[bit_count >> 3] |= (uint8_t)((bits & 1) << (bit_count & 7));
  }
}

static uint32_t get_bit(size_t *at) {
  uint32_t bit = bytes[*at >> 3] >> (*at & 7) & 1;
  ++*at;
  return bit;
}

static void write_tokens(const token *tokens, size_t n) {
  bit_count = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t symbol = tokens[i] & 0xffff;
    put_bits(code[symbol], code_size[symbol]);
    if (symbol >= 256 && symbol != END) put_bits(tokens[i] >> 16, WINDOW_BITS);
  }
}

static size_t restore(uint8_t *out, uint16_t root) {
  size_t at = 0, n = 0;
  for (;;) {
    uint16_t symbol = root;
    while (symbol >= SYMBOLS) symbol = tree[symbol].child[get_bit(&at)];
    if (symbol == END) return n;
    if (symbol < 256) {
      out[n++] = (uint8_t)symbol;
      continue;
    }
    size_t distance = 0;
    for (int i = 0; i < WINDOW_BITS; i++) distance |= (size_t)get_bit(&at) << i;
    for (size_t left = symbol - 256 + SHORTEST; left > 0; left--, n++) out[n] = out[n - distance];
  }
}

int main(void) {
  size_t size;
  uint8_t *text = (uint8_t *)bench_read_file(bench_small() ? "small.input" : "default.input", &size);
  token *tokens = malloc((size + 1) * sizeof *tokens);
  bytes = malloc(8 * size + 64);
  uint8_t *back = malloc(size + LONGEST);
  if (tokens == NULL || bytes == NULL || back == NULL) bench_fail("buffers", "out of memory");
  size_t n = 0, restored = 0;

  bench_start();
  for (int i = 0; i < 3; i++) {
    n = find_tokens(text, size, tokens);
    uint16_t root = build_tree(tokens, n);
    write_tokens(tokens, n);
    restored = restore(back, root);
    KEEP(back);
  }
  bench_end();

  uint32_t digest = BENCH_DIGEST;
  for (size_t i = 0; i < (bit_count + 7) / 8; i++) digest = bench_mix(digest, bytes[i]);
  int same = restored == size && memcmp(text, back, size) == 0;
  printf("%zu bytes, %zu tokens, %zu bits, digest %08x, restored %s\n", size, n, bit_count, digest,
         same ? "the same" : "WRONGLY");
  return same ? 0 : 1;
}
