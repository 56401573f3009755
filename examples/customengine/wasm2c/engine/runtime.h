// What engine.c (the bench API), runtime.c (memories, tables, traps) and wasi.c share.
#ifndef RUNTIME_H
#define RUNTIME_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <wasm-rt.h>

typedef uint32_t u32;
typedef uint64_t u64;

// Window is what a guest's bench.start and bench.end call; the code that is generated
// for a guest takes a pointer to a Host for one to it.
typedef struct {
	void (*start)(uint8_t *timer);
	void (*end)(uint8_t *timer);
	uint8_t *timer;
} Window;

enum { FILES = 256, FOLDER = 3 };

// Host is what one guest sees.
typedef struct {
	Window window;
	wasm_rt_memory_t *memory; // exported as memory, NULL if there is none
	int files[FILES];         // by the guest's descriptor, -1 if it is closed
	bool exited;
	u32 code;
	wasm_rt_trap_t trap;
	sigjmp_buf leave; // where a trap or an exit leads
} Host;

// Function is one that the code of guests may call: its declaration as wasm2c writes
// it, after the name of what it belongs to.
typedef struct {
	const char *module, *name, *declaration;
	void *at;
} Function;

extern const Function wasi[];    // ends with a NULL name
extern const Function runtime[]; // likewise; those of wasm-rt.h have no declaration

// enter calls f(instance, host) as a guest, and is whether it returned. Otherwise the
// host says how it ended.
bool enter(Host *host, void (*f)(void *instance, Host *host), void *instance);
void leave(Host *host) __attribute__((noreturn));
const char *trap_text(wasm_rt_trap_t trap);

#endif
