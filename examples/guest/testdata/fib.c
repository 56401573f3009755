// fib is a benchmark written with sightglass.h: Fibonacci's numbers, the slow way.
#include <stdio.h>

#include "sightglass.h"

static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

int main(void) {
  int n = 20;
  bench_start();
  BLACK_BOX(n);
  int result = fib(n);
  BLACK_BOX(result);
  bench_end();
  printf("%d\n", result);
  return 0;
}
