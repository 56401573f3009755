// simd-edges: edges found in a picture, four floats at a time.
//
// Exercises: 128-bit SIMD on floats: multiplication, square root, minimum and maximum,
//            comparisons with bit masks, conversion from bytes and back with
//            saturation, many unaligned loads from rows beside each other.
// Workload:  number of pictures of 256 x 192 pixels from default.input or small.input:
//            each is blurred, its gradient taken, stretched, and compared with a
//            threshold, and what comes out is the next one.
// Build:     clang-14 --target=wasm32-wasi -O2 -msimd128 -Itestdata -c simd-edges/testdata/simd-edges.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o simd-edges/simd-edges.wasm
// Flags: -msimd128
#include "bench.h"
#include <wasm_simd128.h>

enum { WIDTH = 256, HEIGHT = 192, MARGIN = 4, STRIDE = WIDTH + 2 * MARGIN };

// Planes have a margin on all sides, which repeats their border.
typedef float plane[HEIGHT + 2 * MARGIN][STRIDE];

static uint8_t picture[HEIGHT][WIDTH];
static plane grey, across, blurred, gradient;

static v128_t at(const float *p) { return wasm_v128_load(p); }

// unpack makes floats of the bytes of the picture.
static void unpack(void) {
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x += 16) {
      v128_t bytes = wasm_v128_load(&picture[y][x]);
      v128_t low = wasm_u16x8_extend_low_u8x16(bytes), high = wasm_u16x8_extend_high_u8x16(bytes);
      float *to = &grey[y + MARGIN][x + MARGIN];
      wasm_v128_store(to, wasm_f32x4_convert_u32x4(wasm_u32x4_extend_low_u16x8(low)));
      wasm_v128_store(to + 4, wasm_f32x4_convert_u32x4(wasm_u32x4_extend_high_u16x8(low)));
      wasm_v128_store(to + 8, wasm_f32x4_convert_u32x4(wasm_u32x4_extend_low_u16x8(high)));
      wasm_v128_store(to + 12, wasm_f32x4_convert_u32x4(wasm_u32x4_extend_high_u16x8(high)));
    }
  }
}

// border repeats what lies at the border of a plane in its margin.
static void border(plane p) {
  for (int y = MARGIN; y < HEIGHT + MARGIN; y++) {
    wasm_v128_store(&p[y][0], wasm_v128_load32_splat(&p[y][MARGIN]));
    wasm_v128_store(&p[y][WIDTH + MARGIN], wasm_v128_load32_splat(&p[y][WIDTH + MARGIN - 1]));
  }
  for (int y = 0; y < MARGIN; y++) {
    for (int x = 0; x < STRIDE; x += 4) {
      wasm_v128_store(&p[y][x], at(&p[MARGIN][x]));
      wasm_v128_store(&p[HEIGHT + MARGIN + y][x], at(&p[HEIGHT + MARGIN - 1][x]));
    }
  }
}

// blur takes the sum of five pixels that lie apart by step, weighted 1 4 6 4 1.
static void blur(plane from, plane to, int step) {
  const v128_t four = wasm_f32x4_const_splat(4), six = wasm_f32x4_const_splat(6);
  const v128_t scale = wasm_f32x4_const_splat(1.0f / 16);
  for (int y = MARGIN; y < HEIGHT + MARGIN; y++) {
    for (int x = MARGIN; x < WIDTH + MARGIN; x += 4) {
      const float *p = &from[y][x];
      v128_t outer = wasm_f32x4_add(at(p - 2 * step), at(p + 2 * step));
      v128_t inner = wasm_f32x4_mul(wasm_f32x4_add(at(p - step), at(p + step)), four);
      v128_t sum = wasm_f32x4_add(wasm_f32x4_add(outer, inner), wasm_f32x4_mul(at(p), six));
      wasm_v128_store(&to[y][x], wasm_f32x4_mul(sum, scale));
    }
  }
}

// slope is Sobel's: the length of the gradient. It returns the largest.
static float slope(plane from, plane to) {
  const v128_t two = wasm_f32x4_const_splat(2);
  v128_t most = wasm_f32x4_const_splat(0);
  for (int y = MARGIN; y < HEIGHT + MARGIN; y++) {
    for (int x = MARGIN; x < WIDTH + MARGIN; x += 4) {
      const float *up = &from[y - 1][x], *here = &from[y][x], *down = &from[y + 1][x];
      v128_t left = wasm_f32x4_add(wasm_f32x4_add(at(up - 1), at(down - 1)), wasm_f32x4_mul(at(here - 1), two));
      v128_t right = wasm_f32x4_add(wasm_f32x4_add(at(up + 1), at(down + 1)), wasm_f32x4_mul(at(here + 1), two));
      v128_t above = wasm_f32x4_add(wasm_f32x4_add(at(up - 1), at(up + 1)), wasm_f32x4_mul(at(up), two));
      v128_t below = wasm_f32x4_add(wasm_f32x4_add(at(down - 1), at(down + 1)), wasm_f32x4_mul(at(down), two));
      v128_t dx = wasm_f32x4_sub(right, left), dy = wasm_f32x4_sub(below, above);
      v128_t length = wasm_f32x4_sqrt(wasm_f32x4_add(wasm_f32x4_mul(dx, dx), wasm_f32x4_mul(dy, dy)));
      wasm_v128_store(&to[y][x], length);
      most = wasm_f32x4_max(most, length);
    }
  }
  most = wasm_f32x4_max(most, wasm_i32x4_shuffle(most, most, 2, 3, 0, 1));
  most = wasm_f32x4_max(most, wasm_i32x4_shuffle(most, most, 1, 0, 3, 2));
  return wasm_f32x4_extract_lane(most, 0);
}

// pack stretches a plane to 0..255, lays it over the picture where it is steep, and
// counts these places. Elsewhere the picture turns into what differs from it.
static uint32_t pack(plane from, float most) {
  const v128_t scale = wasm_f32x4_splat(255.0f / most), half = wasm_f32x4_const_splat(0.5f);
  const v128_t threshold = wasm_u8x16_const_splat(96);
  uint32_t edges = 0;
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x += 16) {
      const float *p = &from[y + MARGIN][x + MARGIN];
      v128_t part[4];
      for (int i = 0; i < 4; i++)
        part[i] = wasm_u32x4_trunc_sat_f32x4(wasm_f32x4_add(wasm_f32x4_mul(at(p + 4 * i), scale), half));
      v128_t bytes = wasm_u8x16_narrow_i16x8(wasm_u16x8_narrow_i32x4(part[0], part[1]), wasm_u16x8_narrow_i32x4(part[2], part[3]));
      v128_t steep = wasm_u8x16_gt(bytes, threshold), old = wasm_v128_load(&picture[y][x]);
      edges += (uint32_t)__builtin_popcount(wasm_i8x16_bitmask(steep));
      v128_t other = wasm_v128_xor(wasm_i8x16_add(old, wasm_i8x16_const_splat(37)), wasm_u8x16_shr(bytes, 1));
      wasm_v128_store(&picture[y][x], wasm_v128_bitselect(bytes, other, steep));
    }
  }
  return edges;
}

int main(void) {
  uint32_t pictures = bench_read_number("default.input", "small.input");
  uint32_t state = 88675123;
  // Discs and rectangles of random grey, over noise.
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) picture[y][x] = (uint8_t)(bench_random(&state) >> 28);
  for (int i = 0; i < 24; i++) {
    int cx = (int)(bench_random(&state) >> 8) % WIDTH, cy = (int)(bench_random(&state) >> 8) % HEIGHT;
    int r = 4 + (int)(bench_random(&state) >> 8) % 28, grey = (int)(bench_random(&state) >> 24);
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        int dx = abs(x - cx), dy = abs(y - cy);
        if (i % 2 ? dx * dx + dy * dy < r * r : dx < r && dy < r) picture[y][x] = (uint8_t)grey;
      }
  }

  uint32_t edges = 0;
  bench_start();
  for (uint32_t i = 0; i < pictures; i++) {
    unpack();
    border(grey);
    blur(grey, across, 1);
    border(across);
    blur(across, blurred, STRIDE);
    border(blurred);
    edges += pack(gradient, slope(blurred, gradient));
  }
  KEEP(picture);
  bench_end();

  uint32_t digest = BENCH_DIGEST;
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) digest = bench_mix(digest, picture[y][x]);
  printf("%u pictures, %u steep places, digest %08x\n", pictures, edges, digest);
  return 0;
}
