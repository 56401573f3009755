// Brackets the work that a benchmark written in C or C++ measures:
//
//   #include "sightglass.h"
//
//   int main(void) {
//     int n = prepare();   // not measured
//     bench_start();
//     BLACK_BOX(n);        // the compiler forgets what n is
//     int result = work(n);
//     BLACK_BOX(result);   // and believes that the result is looked at
//     bench_end();
//     printf("%d\n", result); // not measured, and compared with what is expected
//   }
//
//   clang --target=wasm32-wasi -O2 -Ipath/to/this/folder mine.c -o mine.wasm
//   sightglass validate mine.wasm
//
// bench_start and bench_end must be called once each, in this order. Where the
// target is not WebAssembly they do nothing, so that the program runs natively,
// too. It needs clang or gcc.
#ifndef SIGHTGLASS_H
#define SIGHTGLASS_H

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __wasm__
__attribute__((import_module("bench"), import_name("start")))
void bench_start(void);
__attribute__((import_module("bench"), import_name("end")))
void bench_end(void);
#else
static inline void bench_start(void) { __asm__ volatile("" : : : "memory"); }
static inline void bench_end(void) { __asm__ volatile("" : : : "memory"); }
#endif

#ifdef __cplusplus
}
#endif

// BLACK_BOX makes the compiler believe that the variable x, and all memory, is
// read here and may be changed: work before it has to be done by now, and work
// behind it cannot have been done yet. x may be of any type, and lives in memory
// from then on; in an inner loop, BLACK_BOX_SCALAR keeps a number or pointer
// where it is. Neither is an instruction by itself.
#define BLACK_BOX(x) __asm__ volatile("" : : "r"(&(x)) : "memory")
#define BLACK_BOX_SCALAR(x) __asm__ volatile("" : "+r"(x) : : "memory")

#endif
