#ifndef SIGHTGLASS_NATIVE_H
#define SIGHTGLASS_NATIVE_H

#include "capi.h"

// sightglass_failure is why a step failed: at most one is set, and its
// reader deletes it.
typedef struct sightglass_failure {
	wasmtime_error_t *error;
	wasm_trap_t *trap;
} sightglass_failure;

// sightglass_instance is an instance with a store of its own.
typedef struct sightglass_instance {
	wasmtime_store_t *store;
	wasmtime_context_t *context;
	wasmtime_instance_t instance;
	bool initializing; // what failed was _initialize
} sightglass_instance;

// sightglass_func is an exported function.
typedef struct sightglass_func {
	wasmtime_func_t func;
	size_t nparams, nresults;
} sightglass_func;

// sightglass_link is one measure in the order of nesting: two C functions
// void *(*)(void *env), or two zeroes and in env the index of a Go measure.
typedef struct sightglass_link {
	uintptr_t start, stop, env;
} sightglass_link;

void sightglass_instantiate(wasm_engine_t *engine, wasmtime_linker_t *linker, wasmtime_module_t *module,
	wasi_config_t *wasi, bool fuel, bool initialize, sightglass_instance *out, sightglass_failure *failure);

bool sightglass_lookup(sightglass_instance *instance, const char *name, size_t len, sightglass_func *out);

// sightglass_global finds an exported global of type i64.
bool sightglass_global(sightglass_instance *instance, const char *name, size_t len, wasmtime_global_t *out);

// sightglass_global_get returns the value of one that it found.
uint64_t sightglass_global_get(wasmtime_context_t *context, const wasmtime_global_t *global);

void sightglass_call(wasmtime_context_t *context, sightglass_func *func, wasmtime_val_raw_t *values, size_t n, sightglass_failure *failure);

// sightglass_offered says whether the linker has an item of that name, its kind,
// and the kinds of a function's parameters and results, which are n of each at most.
// All functions of a linker of this package have numbers alone.
bool sightglass_offered(wasm_engine_t *engine, wasmtime_linker_t *linker, const char *module, size_t module_len,
	const char *name, size_t name_len, uint8_t *kind, uint8_t *params, size_t *nparams, uint8_t *results, size_t *nresults);

// sightglass_fuel returns the fuel that was burnt in a store that got as much
// as there is; 0 if the engine does not count it.
uint64_t sightglass_fuel(const wasmtime_context_t *context);

// sightglass_memory finds an exported memory of that name, shared or not. What it
// finds is deleted by wasmtime_extern_delete.
bool sightglass_memory(sightglass_instance *instance, const char *name, size_t len, wasmtime_extern_t *out);

// sightglass_memory_size is how many bytes that is.
uint64_t sightglass_memory_size(const wasmtime_context_t *context, const wasmtime_extern_t *memory);

// sightglass_entries are bench.start and bench.end as C functions that get env.
// release, if any, is called once for each of the two that no longer needs env.
typedef struct sightglass_entries {
	uintptr_t start, stop;
	void *env;
	void (*release)(void *env);
} sightglass_entries;

// sightglass_define defines them.
wasmtime_error_t *sightglass_define(wasmtime_linker_t *linker, sightglass_entries entries);

// sightglass_rehearse enters start and stop once, so that fetching their code
// and their state is not part of the guest's window.
void sightglass_rehearse(uintptr_t start, uintptr_t stop, void *env);

// sightglass_chain makes functions that walk the links, and lets calls point to
// the measure.Calls that they leave. Both are to be defined: they live until the
// last store and linker that know them are gone.
sightglass_entries sightglass_chain(sightglass_link *links, size_t n, uint64_t **calls);

#endif
