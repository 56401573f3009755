// json-parse: reading a JSON document into a tree, many times over.
//
// Exercises: byte-wise scanning, branches on characters, recursive descent,
//            many small allocations from an arena, UTF-8 encoding.
// Workload:  default.input (80 kB, 45 times) or small.input (8 kB, 5 times),
//            written by testdata/geninputs.go. The size goes to stderr, so
//            that stderr is checked too.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c json-parse/testdata/json-parse.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o json-parse/json-parse.wasm
#include "bench.h"

#include <string.h>

enum kind { NIL, FALSE, TRUE, NUMBER, STRING, ARRAY, OBJECT, KINDS };

typedef struct value {
  enum kind kind;
  uint32_t size;          // of text in bytes
  const char *text;       // STRING: decoded
  double number;          // NUMBER
  struct value *key;      // in an OBJECT: a STRING
  struct value *first;    // ARRAY, OBJECT: the first of what is inside
  struct value *next;     // the next in the same ARRAY or OBJECT
} value;

// The arena is emptied before each pass; nothing is freed one by one.
static char *arena;
static size_t arena_used, arena_size;

static void *allocate(size_t size) {
  size = (size + 7) & ~(size_t)7;
  if (arena_size - arena_used < size) bench_fail("arena", "too small");
  void *p = arena + arena_used;
  arena_used += size;
  return p;
}

static const char *at;  // the next byte; the text ends with a zero

static void fail(const char *why) { bench_fail("JSON", why); }

static void skip_space(void) {
  while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') at++;
}

static void expect(const char *word) {
  size_t n = strlen(word);
  if (strncmp(at, word, n) != 0) fail("unknown word");
  at += n;
}

static uint32_t hex4(void) {
  uint32_t n = 0;
  for (int i = 0; i < 4; i++, at++) {
    char c = *at;
    n <<= 4;
    if (c >= '0' && c <= '9') n += c - '0';
    else if (c >= 'a' && c <= 'f') n += c - 'a' + 10;
    else if (c >= 'A' && c <= 'F') n += c - 'A' + 10;
    else fail("bad \\u escape");
  }
  return n;
}

static char *put_utf8(char *to, uint32_t c) {
  if (c < 0x80) {
    *to++ = (char)c;
  } else if (c < 0x800) {
    *to++ = (char)(0xc0 | c >> 6);
    *to++ = (char)(0x80 | (c & 63));
  } else if (c < 0x10000) {
    *to++ = (char)(0xe0 | c >> 12);
    *to++ = (char)(0x80 | (c >> 6 & 63));
    *to++ = (char)(0x80 | (c & 63));
  } else {
    *to++ = (char)(0xf0 | c >> 18);
    *to++ = (char)(0x80 | (c >> 12 & 63));
    *to++ = (char)(0x80 | (c >> 6 & 63));
    *to++ = (char)(0x80 | (c & 63));
  }
  return to;
}

static void parse_string(value *v) {
  at++;  // the opening quote
  // What is decoded is never longer than what was written.
  const char *end = at;
  while (*end != '"') {
    if (*end == 0) fail("string without an end");
    end += *end == '\\' && end[1] != 0 ? 2 : 1;
  }
  char *text = allocate((size_t)(end - at)), *to = text;
  while (at < end) {
    if (*at != '\\') {
      *to++ = *at++;
      continue;
    }
    at++;
    switch (*at++) {
    case 'n': *to++ = '\n'; break;
    case 't': *to++ = '\t'; break;
    case 'r': *to++ = '\r'; break;
    case 'b': *to++ = '\b'; break;
    case 'f': *to++ = '\f'; break;
    case '"': *to++ = '"'; break;
    case '\\': *to++ = '\\'; break;
    case '/': *to++ = '/'; break;
    case 'u': {
      uint32_t c = hex4();
      if (c >= 0xd800 && c < 0xdc00) {
        if (at[0] != '\\' || at[1] != 'u') fail("half a surrogate pair");
        at += 2;
        c = 0x10000 + ((c - 0xd800) << 10) + (hex4() - 0xdc00);
      }
      to = put_utf8(to, c);
      break;
    }
    default: fail("unknown escape");
    }
  }
  at++;  // the closing quote
  v->kind = STRING;
  v->text = text;
  v->size = (uint32_t)(to - text);
}

// Digits below 2^53 and powers of ten up to 10^22 are exact, so that one
// multiplication or division rounds once.
static void parse_number(value *v) {
  static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
  int minus = *at == '-', exponent = 0, digits = 0;
  uint64_t n = 0;
  at += minus;
  for (; *at >= '0' && *at <= '9'; at++, digits++) n = n * 10 + (uint64_t)(*at - '0');
  if (*at == '.')
    for (at++; *at >= '0' && *at <= '9'; at++, digits++, exponent--) n = n * 10 + (uint64_t)(*at - '0');
  if (digits == 0 || digits > 15) fail("bad number");
  if (*at == 'e' || *at == 'E') {
    at++;
    int down = *at == '-', e = 0;
    if (*at == '-' || *at == '+') at++;
    for (; *at >= '0' && *at <= '9'; at++) e = e * 10 + (*at - '0');
    exponent += down ? -e : e;
  }
  if (exponent < -10 || exponent > 10) fail("exponent out of range");
  double d = exponent < 0 ? (double)n / tens[-exponent] : (double)n * tens[exponent];
  v->kind = NUMBER;
  v->number = minus ? -d : d;
}

static value *parse_value(void);

// parse_inside reads the values of an array or the pairs of an object.
static void parse_inside(value *v, enum kind kind, char close) {
  v->kind = kind;
  at++;
  skip_space();
  if (*at == close) {
    at++;
    return;
  }
  value **link = &v->first;
  for (;;) {
    value *key = NULL;
    if (kind == OBJECT) {
      key = parse_value();
      if (key->kind != STRING || *at != ':') fail("want \"key\": value");
      at++;
    }
    *link = parse_value();
    (*link)->key = key;
    link = &(*link)->next;
    if (*at == close) break;
    if (*at != ',') fail("want a comma or the end");
    at++;
  }
  at++;
}

static value *parse_value(void) {
  value *v = allocate(sizeof *v);
  memset(v, 0, sizeof *v);
  skip_space();
  switch (*at) {
  case '{': parse_inside(v, OBJECT, '}'); break;
  case '[': parse_inside(v, ARRAY, ']'); break;
  case '"': parse_string(v); break;
  case 't': expect("true"); v->kind = TRUE; break;
  case 'f': expect("false"); v->kind = FALSE; break;
  case 'n': expect("null"); break;
  default: parse_number(v);
  }
  skip_space();
  return v;
}

static uint32_t counts[KINDS], digest = BENCH_DIGEST;
static double sum;

static void visit(const value *v) {
  counts[v->kind]++;
  sum += v->number;
  for (uint32_t i = 0; i < v->size; i++) digest = bench_mix(digest, (uint8_t)v->text[i]);
  if (v->key != NULL) visit(v->key);
  for (const value *inside = v->first; inside != NULL; inside = inside->next) visit(inside);
}

int main(void) {
  size_t size;
  char *text = bench_read_file(bench_small() ? "small.input" : "default.input", &size);
  int passes = bench_small() ? 5 : 45;
  fprintf(stderr, "%zu bytes of JSON\n", size);
  arena_size = 32 * size;
  arena = malloc(arena_size);
  if (arena == NULL) bench_fail("arena", "out of memory");
  value *root = NULL;

  bench_start();
  for (int i = 0; i < passes; i++) {
    arena_used = 0;
    at = text;
    root = parse_value();
    if (*at != 0) fail("text after the end");
    KEEP(root);
  }
  bench_end();

  visit(root);
  printf("%u objects, %u arrays, %u strings, %u numbers, %u true, %u false, %u null\n", counts[OBJECT],
         counts[ARRAY], counts[STRING], counts[NUMBER], counts[TRUE], counts[FALSE], counts[NIL]);
  printf("numbers add up to %.3f, digest of strings %08x, arena %zu\n", sum, digest, arena_used);
  return 0;
}
