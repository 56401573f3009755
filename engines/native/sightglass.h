// Copyright 2026 The sightglass Authors
// SPDX-License-Identifier: Apache-2.0
//
// sightglass.h marks what is measured in a benchmark in C or C++: as a WebAssembly
// module, and from the same source as machine code.
//
//   clang --target=wasm32-wasi -O2 -o work.wasm work.c
//   cc -O2 -shared -fPIC -o work.so work.c
#ifndef SIGHTGLASS_H
#define SIGHTGLASS_H

#ifdef __wasm__
#define SIGHTGLASS_IMPORT(name) __attribute__((import_module("bench"), import_name(name)))
#else
#define SIGHTGLASS_IMPORT(name) // the program that loads the library has them
#endif

#ifdef __cplusplus
extern "C" {
#endif

// Call each once, in this order, around the work: read inputs before, print results
// after.
SIGHTGLASS_IMPORT("start") void bench_start(void);
SIGHTGLASS_IMPORT("end") void bench_end(void);

#ifdef __cplusplus
}
#endif

// black_box makes the compiler believe that what p points at is read and written here:
// it can neither compute it ahead, nor drop it, nor move it past this place.
static inline void black_box(void *p) { __asm__ volatile("" : : "r"(p) : "memory"); }

// BLACK_BOX does so with a variable.
#define BLACK_BOX(x) black_box((void *)&(x))

#endif
