#include "component.h"

wasmtime_error_t *sightglass_component_define(wasmtime_component_linker_t *linker, const char *name, size_t len, sightglass_entries e) {
	wasmtime_component_linker_instance_t *root = wasmtime_component_linker_root(linker), *bench = NULL;
	wasmtime_error_t *error = wasmtime_component_linker_instance_add_instance(root, name, len, &bench);
	size_t tried = 0;
	if (error == NULL) {
		// As in chain.c: the entries get env and ignore the other parameters; what
		// they return is NULL.
		tried++;
		error = wasmtime_component_linker_instance_add_func(bench, "start", 5, (wasmtime_component_func_callback_t)e.start, e.env, e.release);
		if (error == NULL) {
			tried++;
			error = wasmtime_component_linker_instance_add_func(bench, "end", 3, (wasmtime_component_func_callback_t)e.stop, e.env, e.release);
		}
		wasmtime_component_linker_instance_delete(bench);
	}
	wasmtime_component_linker_instance_delete(root);
	for (; tried < 2 && e.release != NULL; tried++)
		e.release(e.env);
	return error;
}

wasmtime_error_t *sightglass_component_instantiate(wasm_engine_t *engine, wasmtime_component_linker_t *linker, wasmtime_component_t *component,
	wasi_config_t *wasi, bool fuel, sightglass_instance *out, wasmtime_component_instance_t *instance) {
	out->store = wasmtime_store_new(engine, NULL, NULL);
	out->context = wasmtime_store_context(out->store);
	out->initializing = false;
	wasmtime_error_t *error = wasmtime_context_set_wasi(out->context, wasi);
	if (error == NULL && fuel)
		error = wasmtime_context_set_fuel(out->context, UINT64_MAX);
	if (error == NULL)
		error = wasmtime_component_linker_instantiate(linker, out->context, component, instance);
	if (error != NULL) {
		wasmtime_store_delete(out->store);
		out->store = NULL;
	}
	return error;
}

wasmtime_component_export_index_t *sightglass_component_export(const wasmtime_component_t *component,
	const char *instance, size_t instance_len, const char *name, size_t name_len) {
	wasmtime_component_export_index_t *index = NULL, *in = wasmtime_component_get_export_index(component, NULL, instance, instance_len);
	if (in != NULL) {
		index = wasmtime_component_get_export_index(component, in, name, name_len);
		wasmtime_component_export_index_delete(in);
	}
	return index;
}

bool sightglass_component_lookup(wasmtime_context_t *context, const wasmtime_component_instance_t *instance,
	const wasmtime_component_export_index_t *index, wasmtime_component_func_t *out) {
	if (index == NULL || !wasmtime_component_instance_get_func(instance, context, index, out))
		return false;
	wasmtime_component_func_type_t *type = wasmtime_component_func_type(out, context);
	wasmtime_component_valtype_t result;
	bool fits = wasmtime_component_func_type_result(type, &result);
	if (fits) {
		fits = wasmtime_component_func_type_param_count(type) == 0 && result.kind == WASMTIME_COMPONENT_VALTYPE_RESULT;
		wasmtime_component_valtype_delete(&result);
	}
	wasmtime_component_func_type_delete(type);
	return fits;
}

wasmtime_error_t *sightglass_component_call(wasmtime_context_t *context, const wasmtime_component_func_t *func, bool *ok) {
	wasmtime_component_val_t result = {.kind = WASMTIME_COMPONENT_BOOL};
	wasmtime_error_t *error = wasmtime_component_func_call(func, context, NULL, 0, &result, 1);
	if (error != NULL)
		return error;
	*ok = result.kind == WASMTIME_COMPONENT_RESULT && result.of.result.is_ok;
	wasmtime_component_val_delete(&result);
	return wasmtime_component_func_post_return(func, context);
}
