// An engine library for sightglass: wasmtime behind the bench API, through its C
// API. Another engine's library differs in what stands between the timers.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasmtime.h>

#include "bench-api.h"

#ifndef OPT_LEVEL
#define OPT_LEVEL WASMTIME_OPT_LEVEL_SPEED
#endif

typedef struct {
	char *dir, *out, *err, *in;
	Timer compilation, instantiation, execution;
	wasm_engine_t *engine;
	wasmtime_linker_t *linker;
	wasmtime_module_t *module;
	wasmtime_store_t *store;
	wasmtime_instance_t instance;
} State;

static int failed(const char *what, wasmtime_error_t *error, wasm_trap_t *trap) {
	wasm_byte_vec_t text = {0, NULL};
	if (error != NULL) {
		wasmtime_error_message(error, &text);
		wasmtime_error_delete(error);
	} else if (trap != NULL) {
		wasm_trap_message(trap, &text);
		wasm_trap_delete(trap);
	}
	fprintf(stderr, "%s: %.*s\n", what, (int)text.size, text.data);
	wasm_byte_vec_delete(&text);
	return 1;
}

static char *copy(Text text) {
	if (text.at == NULL)
		return NULL;
	char *s = malloc(text.length + 1);
	if (s == NULL)
		abort();
	memcpy(s, text.at, text.length);
	s[text.length] = 0;
	return s;
}

static wasm_trap_t *bench_start(void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *args, size_t n) {
	Timer *t = env;
	t->start(t->timer);
	return NULL;
}

static wasm_trap_t *bench_end(void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *args, size_t n) {
	Timer *t = env;
	t->end(t->timer);
	return NULL;
}

static int configure(wasm_config_t *config, const char *flags) {
	wasmtime_config_cranelift_opt_level_set(config, OPT_LEVEL);
	if (flags == NULL || *flags == 0)
		return 0;
	if (strcmp(flags, "opt-level=none") == 0)
		wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_NONE);
	else if (strcmp(flags, "opt-level=speed") == 0)
		wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_SPEED);
	else {
		fprintf(stderr, "unknown flags \"%s\": use opt-level=none or opt-level=speed\n", flags);
		return 1;
	}
	return 0;
}

int wasm_bench_create(WasmBenchConfig config, void **out) {
	State *s = calloc(1, sizeof *s);
	if (s == NULL)
		abort();
	*out = s; // nobody frees it if this fails, and the process ends
	s->dir = copy(config.working_dir);
	s->out = copy(config.stdout_path);
	s->err = copy(config.stderr_path);
	s->in = copy(config.stdin_path);
	s->compilation = config.compilation;
	s->instantiation = config.instantiation;
	s->execution = config.execution;

	wasm_config_t *wasmtime = wasm_config_new();
	char *flags = copy(config.execution_flags);
	int bad = configure(wasmtime, flags);
	free(flags);
	if (bad) {
		wasm_config_delete(wasmtime);
		return bad;
	}
	s->engine = wasm_engine_new_with_config(wasmtime);
	s->linker = wasmtime_linker_new(s->engine);
	wasmtime_error_t *error = wasmtime_linker_define_wasi(s->linker);
	wasm_functype_t *type = wasm_functype_new_0_0();
	if (error == NULL)
		error = wasmtime_linker_define_func_unchecked(s->linker, "bench", 5, "start", 5, type, bench_start, &s->execution, NULL);
	if (error == NULL)
		error = wasmtime_linker_define_func_unchecked(s->linker, "bench", 5, "end", 3, type, bench_end, &s->execution, NULL);
	wasm_functype_delete(type);
	return error == NULL ? 0 : failed("create", error, NULL);
}

int wasm_bench_compile(void *state, const uint8_t *wasm, size_t length) {
	State *s = state;
	if (s->module != NULL)
		wasmtime_module_delete(s->module);
	s->module = NULL;
	s->compilation.start(s->compilation.timer);
	wasmtime_error_t *error = wasmtime_module_new(s->engine, wasm, length, &s->module);
	s->compilation.end(s->compilation.timer);
	return error == NULL ? 0 : failed("compile", error, NULL);
}

// initialize calls what a reactor exports to be called before anything else.
static wasmtime_error_t *initialize(State *s, wasmtime_context_t *context, wasm_trap_t **trap) {
	wasmtime_extern_t item;
	if (!wasmtime_instance_export_get(context, &s->instance, "_initialize", 11, &item))
		return NULL;
	wasmtime_error_t *error = NULL;
	if (item.kind == WASMTIME_EXTERN_FUNC) {
		wasm_functype_t *type = wasmtime_func_type(context, &item.of.func);
		if (wasm_functype_params(type)->size + wasm_functype_results(type)->size == 0)
			error = wasmtime_func_call(context, &item.of.func, NULL, 0, NULL, 0, trap);
		wasm_functype_delete(type);
	}
	wasmtime_extern_delete(&item);
	return error;
}

// Files belong to no phase: they are opened before the window.
int wasm_bench_instantiate(void *state) {
	State *s = state;
	if (s->store != NULL)
		wasmtime_store_delete(s->store);
	s->store = NULL;
	wasi_config_t *wasi = wasi_config_new();
	const char *small = getenv("WASM_BENCH_USE_SMALL_WORKLOAD"), *name = "WASM_BENCH_USE_SMALL_WORKLOAD";
	bool ok = wasi_config_set_stdout_file(wasi, s->out) && wasi_config_set_stderr_file(wasi, s->err) &&
		wasi_config_preopen_dir(wasi, s->dir, "/", WASMTIME_WASI_DIR_PERMS_READ, WASMTIME_WASI_FILE_PERMS_READ);
	if (ok && s->in != NULL)
		ok = wasi_config_set_stdin_file(wasi, s->in);
	if (ok && small != NULL)
		ok = wasi_config_set_env(wasi, 1, &name, &small);
	if (!ok) {
		fprintf(stderr, "instantiate: cannot open %s, %s, %s or %s\n", s->dir, s->out, s->err, s->in ? s->in : "(no standard input)");
		wasi_config_delete(wasi);
		return 1;
	}
	wasm_trap_t *trap = NULL;
	s->instantiation.start(s->instantiation.timer);
	s->store = wasmtime_store_new(s->engine, NULL, NULL);
	wasmtime_context_t *context = wasmtime_store_context(s->store);
	wasmtime_error_t *error = wasmtime_context_set_wasi(context, wasi);
	if (error == NULL)
		error = wasmtime_linker_instantiate(s->linker, context, s->module, &s->instance, &trap);
	if (error == NULL && trap == NULL)
		error = initialize(s, context, &trap);
	s->instantiation.end(s->instantiation.timer);
	return error == NULL && trap == NULL ? 0 : failed("instantiate", error, trap);
}

int wasm_bench_execute(void *state) {
	State *s = state;
	wasmtime_context_t *context = wasmtime_store_context(s->store);
	wasmtime_extern_t item;
	if (!wasmtime_instance_export_get(context, &s->instance, "_start", 6, &item) || item.kind != WASMTIME_EXTERN_FUNC) {
		fprintf(stderr, "execute: the module exports no function _start\n");
		return 1;
	}
	wasm_trap_t *trap = NULL;
	wasmtime_error_t *error = wasmtime_func_call(context, &item.of.func, NULL, 0, NULL, 0, &trap);
	wasmtime_extern_delete(&item);
	int status = 1;
	if (error != NULL && wasmtime_error_exit_status(error, &status) && status == 0) {
		wasmtime_error_delete(error);
		error = NULL;
	}
	return error == NULL && trap == NULL ? 0 : failed("execute", error, trap);
}

void wasm_bench_free(void *state) {
	State *s = state;
	if (s->store != NULL)
		wasmtime_store_delete(s->store);
	if (s->module != NULL)
		wasmtime_module_delete(s->module);
	if (s->linker != NULL)
		wasmtime_linker_delete(s->linker);
	if (s->engine != NULL)
		wasm_engine_delete(s->engine);
	free(s->dir);
	free(s->out);
	free(s->err);
	free(s->in);
	free(s);
}

#ifndef VERSION
#define VERSION "v" WASMTIME_VERSION
#endif

const char *wasm_bench_version(void) { return VERSION; }
