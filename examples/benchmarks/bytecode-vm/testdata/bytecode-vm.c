// bytecode-vm: a little interpreter running a little program.
//
// Exercises: the dispatch loop of an interpreter: one br_table a step, a value stack
//            in memory, indirect control flow that is hard to predict.
// Workload:  the interpreted program finds how long Collatz sequences get, up to
//            a start from default.input or small.input.
// Build:     clang-14 --target=wasm32-wasi -O2 -Itestdata -c bytecode-vm/testdata/bytecode-vm.c -o a.o
//            clang-14 --target=wasm32-wasi -Wl,--strip-all a.o -o bytecode-vm/bytecode-vm.wasm
#include "bench.h"

enum op { PUSH, LOAD, STORE, ADD, MUL, SHR, AND, GT, EQ, JUMP, JUMP_IF_ZERO, HALT };

enum { N, START, AT, LENGTH, BEST, BEST_START, VARIABLES };

// for start = 1; ; start++ {
//   if start > n { halt }
//   length = 1
//   for at = start; at != 1; length++ { if at is odd { at = 3*at + 1 } else { at = at/2 } }
//   if length > best { best = length; best_start = start }
// }
static const int32_t program[] = {
    /*  0 */ PUSH, 1, STORE, START,
    /*  4 */ LOAD, START, LOAD, N, GT, JUMP_IF_ZERO, 12, HALT,
    /* 12 */ PUSH, 1, STORE, LENGTH, LOAD, START, STORE, AT,
    /* 20 */ LOAD, AT, PUSH, 1, EQ, JUMP_IF_ZERO, 29, JUMP, 62,
    /* 29 */ LOAD, AT, PUSH, 1, AND, JUMP_IF_ZERO, 48,
    /* 36 */ LOAD, AT, PUSH, 3, MUL, PUSH, 1, ADD, STORE, AT, JUMP, 53,
    /* 48 */ LOAD, AT, SHR, STORE, AT,
    /* 53 */ LOAD, LENGTH, PUSH, 1, ADD, STORE, LENGTH, JUMP, 20,
    /* 62 */ LOAD, LENGTH, LOAD, BEST, GT, JUMP_IF_ZERO, 77,
    /* 69 */ LOAD, LENGTH, STORE, BEST, LOAD, START, STORE, BEST_START,
    /* 77 */ LOAD, START, PUSH, 1, ADD, STORE, START, JUMP, 4,
};

static uint64_t variables[VARIABLES];

// run returns the number of instructions it executed.
static uint64_t run(const int32_t *code) {
  uint64_t stack[16], *top = stack, steps = 0;
  for (const int32_t *pc = code;;) {
    steps++;
    switch ((enum op)*pc++) {
    case PUSH: *top++ = (uint64_t)*pc++; break;
    case LOAD: *top++ = variables[*pc++]; break;
    case STORE: variables[*pc++] = *--top; break;
    case ADD: top--, top[-1] += top[0]; break;
    case MUL: top--, top[-1] *= top[0]; break;
    case SHR: top[-1] >>= 1; break;
    case AND: top--, top[-1] &= top[0]; break;
    case GT: top--, top[-1] = top[-1] > top[0]; break;
    case EQ: top--, top[-1] = top[-1] == top[0]; break;
    case JUMP: pc = code + *pc; break;
    case JUMP_IF_ZERO: pc = *--top == 0 ? code + *pc : pc + 1; break;
    case HALT: return steps;
    }
  }
}

int main(void) {
  variables[N] = bench_read_number("default.input", "small.input");
  const int32_t *code = program;
  HIDE(code);

  bench_start();
  uint64_t steps = run(code);
  KEEP(steps);
  bench_end();

  printf("up to %llu: %llu steps from %llu; %llu instructions interpreted\n", variables[N],
         variables[BEST], variables[BEST_START], steps);
  return 0;
}
