// loop adds up numbers that nobody looks at: with BLACK_BOX_SCALAR in the loop
// all 20 million times, and without it (-DNAIVE) not even once.
#include "sightglass.h"

int main(void) {
  unsigned sum = 0;
  bench_start();
  for (unsigned i = 0; i < 20000000; i++) {
    sum += i;
#ifndef NAIVE
    BLACK_BOX_SCALAR(sum);
#endif
  }
  bench_end();
  return 0;
}
