// The five functions by which sightglass reaches an engine. Each returns 0 for
// success; otherwise it has written the reason to standard error.
#ifndef BENCH_API_H
#define BENCH_API_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_API __attribute__((visibility("default")))

// Text is UTF-8 with a length and without a NUL. It is there during create only.
typedef struct {
	const uint8_t *at;
	size_t length;
} Text;

// Timer is what the engine calls around a phase, on the thread that called it.
typedef struct {
	uint8_t *timer; // the argument of both functions, of unknown content
	void (*start)(uint8_t *timer);
	void (*end)(uint8_t *timer);
} Timer;

typedef struct {
	Text working_dir;         // the folder that guests may read
	Text stdout_path;         // to be opened and emptied by each instantiate
	Text stderr_path;         // likewise
	Text stdin_path;          // NULL, 0 for an empty standard input
	Timer compilation;        // around what compile does
	Timer instantiation;      // around what instantiate does
	Timer execution;          // what the guest's imports bench.start and bench.end call
	Text execution_flags;     // NULL, 0 if there are none
} WasmBenchConfig;

// create is called once in a process, before the others, and makes *state.
BENCH_API int wasm_bench_create(WasmBenchConfig config, void **state);
BENCH_API void wasm_bench_free(void *state);

// compile replaces the module that was compiled before. instantiate makes a new
// instance of it, several times if only later phases are measured. execute calls
// the instance's _start: once, and an exit with code 0 is success.
BENCH_API int wasm_bench_compile(void *state, const uint8_t *wasm, size_t length);
BENCH_API int wasm_bench_instantiate(void *state);
BENCH_API int wasm_bench_execute(void *state);

// version may be left out: what the recording calls the engine's version.
BENCH_API const char *wasm_bench_version(void);

#endif
