// simd-blend: one picture laid over another, 16 bytes at a time.
//
// Exercises: 128-bit SIMD on bytes and 16-bit lanes: widening multiplication,
//            shifts, narrowing, shuffles, saturating subtraction. Integers only.
// Workload:  number of passes over 256 x 256 pixels of four bytes from
//            default.input or small.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -msimd128 -Itestdata -c simd-blend/testdata/simd-blend.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o simd-blend/simd-blend.wasm
// Flags: -msimd128
#include "bench.h"
#include <wasm_simd128.h>

enum { PIXELS = 256 * 256, BYTES = 4 * PIXELS };

static uint8_t over[BYTES], under[BYTES];

// Scales 8 values of 0..255 in 16-bit lanes by 8 weights of 0..255: x*w/255,
// rounded to the nearest.
static v128_t scale(v128_t x, v128_t w) {
  v128_t product = wasm_i16x8_add(wasm_i16x8_mul(x, w), wasm_i16x8_const_splat(128));
  return wasm_u16x8_shr(wasm_i16x8_add(product, wasm_u16x8_shr(product, 8)), 8);
}

// Lays four pixels a over four pixels b, by a's fourth byte.
static v128_t blend(v128_t a, v128_t b) {
  v128_t alpha = wasm_i8x16_shuffle(a, a, 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
  v128_t rest = wasm_v128_not(alpha);
  v128_t low = wasm_i16x8_add(
      scale(wasm_u16x8_extend_low_u8x16(a), wasm_u16x8_extend_low_u8x16(alpha)),
      scale(wasm_u16x8_extend_low_u8x16(b), wasm_u16x8_extend_low_u8x16(rest)));
  v128_t high = wasm_i16x8_add(
      scale(wasm_u16x8_extend_high_u8x16(a), wasm_u16x8_extend_high_u8x16(alpha)),
      scale(wasm_u16x8_extend_high_u8x16(b), wasm_u16x8_extend_high_u8x16(rest)));
  return wasm_u8x16_narrow_i16x8(low, high);
}

// One pass blends every pixel and turns the colours of the upper picture a
// little, so that no pass repeats the one before.
static void pass(void) {
  for (int i = 0; i < BYTES; i += 16) {
    v128_t a = wasm_v128_load(over + i), b = wasm_v128_load(under + i);
    wasm_v128_store(under + i, blend(a, b));
    v128_t turned = wasm_i8x16_shuffle(a, a, 1, 2, 0, 3, 5, 6, 4, 7, 9, 10, 8, 11, 13, 14, 12, 15);
    wasm_v128_store(over + i, wasm_i8x16_add(turned, wasm_u8x16_sub_sat(a, b)));
  }
}

int main(void) {
  uint32_t passes = bench_read_number("default.input", "small.input");
  uint32_t state = 521288629;
  for (int i = 0; i < BYTES; i++) {
    over[i] = (uint8_t)(bench_random(&state) >> 24);
    under[i] = (uint8_t)(bench_random(&state) >> 24);
  }

  bench_start();
  for (uint32_t i = 0; i < passes; i++) pass();
  KEEP(under);
  bench_end();

  uint32_t digest = BENCH_DIGEST, sum = 0;
  for (int i = 0; i < BYTES; i++) {
    digest = bench_mix(digest, under[i]);
    sum += under[i];
  }
  printf("%u passes, sum %u, digest %08x\n", passes, sum, digest);
  return 0;
}
