#include "native.h"

void sightglass_instantiate(wasm_engine_t *engine, wasmtime_linker_t *linker, wasmtime_module_t *module,
	wasi_config_t *wasi, bool fuel, bool initialize, sightglass_instance *out, sightglass_failure *failure) {
	out->store = wasmtime_store_new(engine, NULL, NULL);
	out->context = wasmtime_store_context(out->store);
	out->initializing = false;
	failure->trap = NULL;
	failure->error = wasmtime_context_set_wasi(out->context, wasi);
	if (failure->error == NULL && fuel)
		failure->error = wasmtime_context_set_fuel(out->context, UINT64_MAX);
	if (failure->error == NULL)
		failure->error = wasmtime_linker_instantiate(linker, out->context, module, &out->instance, &failure->trap);
	if (failure->error == NULL && failure->trap == NULL && initialize) {
		out->initializing = true;
		sightglass_func func;
		if (sightglass_lookup(out, "_initialize", 11, &func) && func.nparams == 0 && func.nresults == 0)
			sightglass_call(out->context, &func, NULL, 0, failure);
	}
	if (failure->error != NULL || failure->trap != NULL) {
		wasmtime_store_delete(out->store);
		out->store = NULL;
	}
}

uint64_t sightglass_fuel(const wasmtime_context_t *context) {
	uint64_t left = UINT64_MAX;
	wasmtime_error_t *error = wasmtime_context_get_fuel(context, &left);
	if (error != NULL) {
		wasmtime_error_delete(error);
		return 0;
	}
	return UINT64_MAX - left;
}

// Of the types only the numbers are asked: wasm_valtype_kind aborts the
// process on those that the C API has no name for.
bool sightglass_lookup(sightglass_instance *instance, const char *name, size_t len, sightglass_func *out) {
	wasmtime_extern_t item;
	if (!wasmtime_instance_export_get(instance->context, &instance->instance, name, len, &item))
		return false;
	bool found = item.kind == WASMTIME_EXTERN_FUNC;
	if (found) {
		out->func = item.of.func;
		wasm_functype_t *type = wasmtime_func_type(instance->context, &out->func);
		out->nparams = wasm_functype_params(type)->size;
		out->nresults = wasm_functype_results(type)->size;
		wasm_functype_delete(type);
	}
	wasmtime_extern_delete(&item);
	return found;
}

// A global's value is asked, as its type would be by wasm_valtype_kind.
bool sightglass_global(sightglass_instance *instance, const char *name, size_t len, wasmtime_global_t *out) {
	wasmtime_extern_t item;
	if (!wasmtime_instance_export_get(instance->context, &instance->instance, name, len, &item))
		return false;
	bool found = item.kind == WASMTIME_EXTERN_GLOBAL;
	if (found) {
		wasmtime_val_t value;
		wasmtime_global_get(instance->context, &item.of.global, &value);
		found = value.kind == WASMTIME_I64;
		wasmtime_val_unroot(&value);
		*out = item.of.global;
	}
	wasmtime_extern_delete(&item);
	return found;
}

uint64_t sightglass_global_get(wasmtime_context_t *context, const wasmtime_global_t *global) {
	wasmtime_val_t value;
	wasmtime_global_get(context, global, &value);
	return (uint64_t)value.of.i64;
}

bool sightglass_memory(sightglass_instance *instance, const char *name, size_t len, wasmtime_extern_t *out) {
	if (!wasmtime_instance_export_get(instance->context, &instance->instance, name, len, out))
		return false;
	if (out->kind == WASMTIME_EXTERN_MEMORY || out->kind == WASMTIME_EXTERN_SHAREDMEMORY)
		return true;
	wasmtime_extern_delete(out);
	return false;
}

uint64_t sightglass_memory_size(const wasmtime_context_t *context, const wasmtime_extern_t *memory) {
	if (memory->kind == WASMTIME_EXTERN_SHAREDMEMORY)
		return wasmtime_sharedmemory_data_size(memory->of.sharedmemory);
	return wasmtime_memory_data_size(context, &memory->of.memory);
}

void sightglass_call(wasmtime_context_t *context, sightglass_func *func, wasmtime_val_raw_t *values, size_t n, sightglass_failure *failure) {
	failure->trap = NULL;
	failure->error = wasmtime_func_call_unchecked(context, &func->func, values, n, &failure->trap);
}

static void kinds(const wasm_valtype_vec_t *types, uint8_t *out, size_t *n) {
	size_t room = *n;
	*n = types->size;
	for (size_t i = 0; i < types->size && i < room; i++)
		out[i] = wasm_valtype_kind(types->data[i]);
}

bool sightglass_offered(wasm_engine_t *engine, wasmtime_linker_t *linker, const char *module, size_t module_len,
	const char *name, size_t name_len, uint8_t *kind, uint8_t *params, size_t *nparams, uint8_t *results, size_t *nresults) {
	wasmtime_store_t *store = wasmtime_store_new(engine, NULL, NULL);
	wasmtime_context_t *context = wasmtime_store_context(store);
	wasmtime_extern_t item;
	bool found = wasmtime_linker_get(linker, context, module, module_len, name, name_len, &item);
	if (found) {
		*kind = item.kind;
		if (item.kind == WASMTIME_EXTERN_FUNC) {
			wasm_functype_t *type = wasmtime_func_type(context, &item.of.func);
			kinds(wasm_functype_params(type), params, nparams);
			kinds(wasm_functype_results(type), results, nresults);
			wasm_functype_delete(type);
		}
		wasmtime_extern_delete(&item);
	}
	wasmtime_store_delete(store);
	return found;
}
