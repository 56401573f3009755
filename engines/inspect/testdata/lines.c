// A benchmark of two functions beside main, with DWARF and a name section.
//
// Build, in this folder, with clang and lld of Debian 12 (apt-get install clang-14 lld-14);
// tests need the numbers of its lines:
//
//   clang-14 --target=wasm32 -O1 -g -fdebug-compilation-dir=. -c lines.c -o lines.o
//   wasm-ld-14 --no-entry lines.o -o lines.wasm

__attribute__((import_module("bench"), import_name("start"))) void bench_start(void);
__attribute__((import_module("bench"), import_name("end"))) void bench_end(void);

static volatile unsigned state = 1;

__attribute__((noinline)) static unsigned scan(unsigned n) {
  for (unsigned i = 0; i < n; i++)
    state += i;
  return state;
}

__attribute__((noinline)) static unsigned fold(unsigned n) {
  for (unsigned i = 0; i < n; i++)
    state ^= state << 1;
  return state;
}

__attribute__((export_name("_start"))) void begin(void) {
  bench_start();
  state = scan(20000) + fold(50000);
  bench_end();
}
