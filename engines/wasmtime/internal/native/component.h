#ifndef SIGHTGLASS_COMPONENT_H
#define SIGHTGLASS_COMPONENT_H

#include "component_capi.h"
#include "native.h"

// sightglass_component_define defines start and end in the instance that a
// component imports under that name.
wasmtime_error_t *sightglass_component_define(wasmtime_component_linker_t *linker, const char *name, size_t len, sightglass_entries entries);

// sightglass_component_instantiate makes a store, gives it wasi, which is
// consumed, and as much fuel as there is if fuel is set, and instantiates
// component in it. out has the store, and nothing in the place of its instance.
wasmtime_error_t *sightglass_component_instantiate(wasm_engine_t *engine, wasmtime_component_linker_t *linker, wasmtime_component_t *component,
	wasi_config_t *wasi, bool fuel, sightglass_instance *out, wasmtime_component_instance_t *instance);

// sightglass_component_export returns the index of a function that a component
// exports in an instance, NULL if there is none.
wasmtime_component_export_index_t *sightglass_component_export(const wasmtime_component_t *component,
	const char *instance, size_t instance_len, const char *name, size_t name_len);

// sightglass_component_lookup finds that function, false if it is none without
// parameters and with a result<...> for its only result.
bool sightglass_component_lookup(wasmtime_context_t *context, const wasmtime_component_instance_t *instance,
	const wasmtime_component_export_index_t *index, wasmtime_component_func_t *out);

// sightglass_component_call calls such a function, and says whether it returned ok.
wasmtime_error_t *sightglass_component_call(wasmtime_context_t *context, const wasmtime_component_func_t *func, bool *ok);

#endif
