// twin file.wasm folder stdout iterations again [all]: compiles a benchmark, and
// then instantiates and runs it, once and again, as a plain embedder in C would:
// with the library's defaults, or with all proposals switched on.
// Prints the ticks of each phase after the first iteration, which is cold.
// engines/wasmtime does the same from Go.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasmtime.h>

#if defined(__x86_64__)
static inline uint64_t begin(void) {
	uint32_t lo, hi;
	__asm__ volatile("lfence\n\trdtsc" : "=a"(lo), "=d"(hi) :: "memory");
	return (uint64_t)hi << 32 | lo;
}
static inline uint64_t end(void) {
	uint32_t lo, hi;
	__asm__ volatile("rdtscp\n\tlfence" : "=a"(lo), "=d"(hi) :: "rcx", "memory");
	return (uint64_t)hi << 32 | lo;
}
#else
static inline uint64_t begin(void) {
	uint64_t t;
	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(t) :: "memory");
	return t;
}
#define end begin
#endif

struct window { uint64_t calls, start, stop; } __attribute__((aligned(64)));

static wasm_trap_t *bench_start(void *env, wasmtime_caller_t *c, wasmtime_val_raw_t *v, size_t n) {
	struct window *w = env;
	w->calls = w->calls << 2 | 1;
	w->start = begin();
	return NULL;
}

static wasm_trap_t *bench_end(void *env, wasmtime_caller_t *c, wasmtime_val_raw_t *v, size_t n) {
	struct window *w = env;
	w->stop = end();
	w->calls = w->calls << 2 | 2;
	return NULL;
}

static void must(wasmtime_error_t *e, wasm_trap_t *t) {
	wasm_name_t text;
	if (e != NULL)
		wasmtime_error_message(e, &text);
	else if (t != NULL)
		wasm_trap_message(t, &text);
	else
		return;
	fprintf(stderr, "%.*s\n", (int)text.size, text.data);
	exit(1);
}

static void define(wasmtime_linker_t *l, const char *name, wasmtime_func_unchecked_callback_t f, struct window *w) {
	wasm_valtype_vec_t none = {0, NULL}, none2 = {0, NULL};
	wasm_functype_t *type = wasm_functype_new(&none, &none2);
	must(wasmtime_linker_define_func_unchecked(l, "bench", 5, name, strlen(name), type, f, w, NULL), NULL);
	wasm_functype_delete(type);
}

static void print(int iteration, const char *phase, uint64_t ticks) {
	if (iteration > 0)
		printf("%s %" PRIu64 "\n", phase, ticks);
}

static wasm_engine_t *engine_new(bool all) {
	if (!all)
		return wasm_engine_new();
	wasm_config_t *c = wasm_config_new();
#define ON(feature) wasmtime_config_wasm_##feature##_set(c, true);
	ON(threads) ON(simd) ON(relaxed_simd) ON(bulk_memory) ON(multi_value) ON(multi_memory) ON(memory64)
	ON(tail_call) ON(reference_types) ON(function_references) ON(gc) ON(wide_arithmetic)
	ON(exceptions) ON(custom_page_sizes)
	return wasm_engine_new_with_config(c);
}

int main(int argc, char **argv) {
	bool all = argc == 7 && strcmp(argv[6], "all") == 0;
	if (argc != 6 && !all)
		return 2;
	FILE *f = fopen(argv[1], "rb");
	if (f == NULL)
		return 2;
	fseek(f, 0, SEEK_END);
	size_t size = ftell(f);
	rewind(f);
	uint8_t *wasm = malloc(size);
	if (fread(wasm, 1, size, f) != size)
		return 2;
	fclose(f);

	static struct window window;
	wasm_engine_t *engine = engine_new(all);
	for (int i = 0; i < atoi(argv[4]); i++) {
		wasmtime_module_t *module = NULL;
		uint64_t c0 = begin();
		must(wasmtime_module_new(engine, wasm, size, &module), NULL);
		uint64_t c1 = end();
		print(i, "compile", c1 - c0);

		for (int again = 0; again <= atoi(argv[5]); again++) {
			wasmtime_linker_t *linker = wasmtime_linker_new(engine);
			must(wasmtime_linker_define_wasi(linker), NULL);
			define(linker, "start", bench_start, &window);
			define(linker, "end", bench_end, &window);
			wasi_config_t *wasi = wasi_config_new();
			const char *args[] = {"twin"}, *keys[] = {"WASM_BENCH_USE_SMALL_WORKLOAD"}, *values[] = {"1"};
			if (!wasi_config_set_argv(wasi, 1, args) || !wasi_config_set_env(wasi, 1, keys, values) ||
				!wasi_config_preopen_dir(wasi, argv[2], ".", WASMTIME_WASI_DIR_PERMS_READ, WASMTIME_WASI_FILE_PERMS_READ) ||
				!wasi_config_set_stdout_file(wasi, argv[3]))
				return 2;

			wasm_trap_t *trap = NULL;
			wasmtime_instance_t instance;
			uint64_t i0 = begin();
			wasmtime_store_t *store = wasmtime_store_new(engine, NULL, NULL);
			wasmtime_context_t *context = wasmtime_store_context(store);
			must(wasmtime_context_set_wasi(context, wasi), NULL);
			must(wasmtime_linker_instantiate(linker, context, module, &instance, &trap), trap);
			uint64_t i1 = end();

			wasmtime_extern_t start;
			if (!wasmtime_instance_export_get(context, &instance, "_start", 6, &start))
				return 2;
			window.calls = 0;
			wasmtime_error_t *error = wasmtime_func_call(context, &start.of.func, NULL, 0, NULL, 0, &trap);
			int status = 0;
			if (error == NULL || !wasmtime_error_exit_status(error, &status) || status != 0)
				must(error, trap);
			if (window.calls != 6)
				return 3;
			print(i, again == 0 ? "instantiate" : "again", i1 - i0);
			print(i, "execute", window.stop - window.start);
			wasmtime_store_delete(store);
			wasmtime_linker_delete(linker);
		}
		wasmtime_module_delete(module);
	}
	return 0;
}
