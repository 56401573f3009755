// What the tests run, each by a macro.
#include "../sightglass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int runs; // 0 in each new instance

#ifdef EARLY
__attribute__((constructor)) static void early(void) { bench_start(); }
#endif

#ifdef MISSING
void nobody_has_this(void);
#endif

#ifdef ENTRY // as in the original, whose Rust programs have a main of their own
int main(void) { return 9; }
int native_entry(int argc, char **argv)
#elif defined(NO_MAIN)
int other(int argc, char **argv)
#else
int main(int argc, char **argv)
#endif
{
#ifdef MISSING
  nobody_has_this();
#endif
#ifdef TWICE
  bench_start();
#endif
#ifndef NO_START
  bench_start();
#endif
  volatile unsigned sum = 0;
  for (unsigned i = 0; i < 1000; i++) sum += i;
  BLACK_BOX(sum);
#ifdef EXIT_INSIDE
  exit(EXIT_INSIDE);
#endif
#ifdef EXIT_AT_ONCE
  _exit(0);
#endif
#ifdef CRASH
  *(volatile int *)8 = 1;
#endif
#ifndef NO_END
  bench_end();
#endif
  char line[100] = "", file[100] = "";
  if (fgets(line, sizeof line, stdin) == NULL) strcpy(line, "no input\n");
  FILE *f = fopen("guest.input", "r");
  if (f == NULL || fgets(file, sizeof file, f) == NULL) strcpy(file, "no file\n");
  if (f != NULL) fclose(f);
  printf("run %d, %d arguments, the last %s, small %s\n", ++runs, argc, argv[argc - 1],
         getenv("WASM_BENCH_USE_SMALL_WORKLOAD") ? getenv("WASM_BENCH_USE_SMALL_WORKLOAD") : "not set");
  printf("stdin: %sfile: %s", line, file);
  fprintf(stderr, "sum %u\n", sum);
  if (write(STDOUT_FILENO, "", 0) != 0) return 5; // what C has buffered comes later, and is not lost
#ifdef EXIT
  exit(EXIT);
#endif
#ifdef RETURN
  return RETURN;
#endif
  return 0;
}
