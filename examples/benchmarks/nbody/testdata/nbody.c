// nbody: five bodies pulling at one another.
//
// Exercises: double-precision arithmetic with a square root and a division on the
//            critical path. Only operations that IEEE 754 and WebAssembly define
//            to the bit, so every engine prints the same.
// Workload:  steps from default.input or small.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c nbody/testdata/nbody.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o nbody/nbody.wasm
#include "bench.h"
#include <math.h>
#include <string.h>

enum { BODIES = 5 };

typedef struct {
  double x, y, z, vx, vy, vz, mass;
} body;

// A heavy sun and four planets, in units where gravity's constant is 1.
static body bodies[BODIES] = {
    {0, 0, 0, 0, 0, 0, 40},
    {5, 0, 0.25, 0, 2.75, 0.125, 0.0375},
    {0, 9.5, -0.5, -2, 0.0625, 0, 0.0125},
    {-19, 1, 0.75, 0, -1.4375, 0, 0.00175},
    {2, -30, 0, 1.125, 0, -0.03125, 0.002},
};

static void step(double dt) {
  for (int i = 0; i < BODIES; i++) {
    body *a = &bodies[i];
    for (int j = i + 1; j < BODIES; j++) {
      body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz;
      double pull = dt / (square * sqrt(square));
      a->vx -= dx * b->mass * pull;
      a->vy -= dy * b->mass * pull;
      a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull;
      b->vy += dy * a->mass * pull;
      b->vz += dz * a->mass * pull;
    }
  }
  for (int i = 0; i < BODIES; i++) {
    body *a = &bodies[i];
    a->x += dt * a->vx;
    a->y += dt * a->vy;
    a->z += dt * a->vz;
  }
}

static double energy(void) {
  double sum = 0;
  for (int i = 0; i < BODIES; i++) {
    const body *a = &bodies[i];
    sum += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < BODIES; j++) {
      const body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      sum -= a->mass * b->mass / sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

int main(void) {
  uint32_t steps = bench_read_number("default.input", "small.input");
  double before = energy();

  bench_start();
  for (uint32_t i = 0; i < steps; i++) step(1.0 / 1024);
  bench_end();

  uint32_t digest = BENCH_DIGEST, words[sizeof bodies / 4];
  memcpy(words, bodies, sizeof words);
  for (size_t i = 0; i < sizeof words / 4; i++) digest = bench_mix(digest, words[i]);
  printf("energy %.6f before, %.6f after %u steps\n", before, energy(), steps);
  printf("digest of all bits %08x\n", digest);
  return 0;
}
