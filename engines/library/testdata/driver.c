// driver LIBRARY WASM FOLDER STDOUT ITERATIONS does with an engine library what the
// adapter does, without Go, and prints a line of ticks for each phase of each
// iteration.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench-api.h"

static struct stamps { uint64_t start, stop; } stamps;

#if defined(__x86_64__)
static inline uint64_t begin(void) {
	uint32_t low, high;
	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}
static inline uint64_t end(void) {
	uint32_t low, high;
	__asm__ volatile("rdtscp; lfence" : "=a"(low), "=d"(high) : : "rcx", "memory");
	return (uint64_t)high << 32 | low;
}
#else
static inline uint64_t begin(void) {
	uint64_t ticks;
	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
	return ticks;
}
#define end begin
#endif

static void start(uint8_t *timer) { ((struct stamps *)timer)->start = begin(); }
static void stop(uint8_t *timer) { ((struct stamps *)timer)->stop = end(); }

static void show(const char *phase, int iteration) {
	if (iteration > 0) // the first is cold
		printf("%s %llu\n", phase, (unsigned long long)(stamps.stop - stamps.start));
}

static Text text(const char *s) { return (Text){(const uint8_t *)s, strlen(s)}; }

int main(int argc, char **argv) {
	void *library = dlopen(argv[1], RTLD_NOW);
	if (argc != 6 || library == NULL)
		return fprintf(stderr, "%s\n", dlerror()), 2;
	int (*create)(WasmBenchConfig, void **) = (int (*)(WasmBenchConfig, void **))dlsym(library, "wasm_bench_create");
	int (*compile)(void *, const uint8_t *, size_t) = (int (*)(void *, const uint8_t *, size_t))dlsym(library, "wasm_bench_compile");
	int (*instantiate)(void *) = (int (*)(void *))dlsym(library, "wasm_bench_instantiate");
	int (*execute)(void *) = (int (*)(void *))dlsym(library, "wasm_bench_execute");

	FILE *f = fopen(argv[2], "rb");
	static uint8_t wasm[16 << 20];
	if (f == NULL)
		return 2;
	size_t length = fread(wasm, 1, sizeof wasm, f);
	fclose(f);
	setenv("WASM_BENCH_USE_SMALL_WORKLOAD", "1", 1);
	Timer timer = {(uint8_t *)&stamps, start, stop};
	WasmBenchConfig config = {text(argv[3]), text(argv[4]), text("/dev/null"), {NULL, 0}, timer, timer, timer, {NULL, 0}};
	void *state = NULL;
	if (create(config, &state) != 0)
		return 1;
	for (int i = 0; i < atoi(argv[5]); i++) {
		if (compile(state, wasm, length) != 0)
			return 1;
		show("compile", i);
		if (instantiate(state) != 0)
			return 1;
		show("instantiate", i);
		start((uint8_t *)&stamps); // as the adapter does, so that neither is cold
		stop((uint8_t *)&stamps);
		if (execute(state) != 0)
			return 1;
		show("execute", i);
	}
	return 0;
}
