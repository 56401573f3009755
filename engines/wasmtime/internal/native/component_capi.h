// What this package uses of the part of wasmtime's C API that is about
// components, as capi.h is of the others, and checked by the same test.
#ifndef SIGHTGLASS_COMPONENT_CAPI_H
#define SIGHTGLASS_COMPONENT_CAPI_H

#include "capi.h"

typedef struct wasmtime_component_t wasmtime_component_t;
typedef struct wasmtime_component_export_index_t wasmtime_component_export_index_t;
typedef struct wasmtime_component_func_type_t wasmtime_component_func_type_t;
typedef struct wasmtime_component_linker_t wasmtime_component_linker_t;
typedef struct wasmtime_component_linker_instance_t wasmtime_component_linker_instance_t;

#ifndef WASMTIME_COMPONENT_LINKER_H
typedef struct wasmtime_component_instance { uint64_t store_id; uint32_t __private; } wasmtime_component_instance_t;
typedef struct wasmtime_component_func { struct { uint64_t store_id; uint32_t __private1; }; uint32_t __private2; } wasmtime_component_func_t;
struct wasmtime_component_val;
typedef struct { bool is_ok; struct wasmtime_component_val *val; } wasmtime_component_valresult_t;
typedef union { uint64_t u64; wasmtime_component_valresult_t result; void *size[3]; } wasmtime_component_valunion_t;
typedef struct wasmtime_component_val { uint8_t kind; wasmtime_component_valunion_t of; } wasmtime_component_val_t;
typedef wasmtime_error_t *(*wasmtime_component_func_callback_t)(void *, wasmtime_context_t *, const wasmtime_component_func_type_t *,
	wasmtime_component_val_t *, size_t, wasmtime_component_val_t *, size_t);
#define WASMTIME_COMPONENT_BOOL 0
#define WASMTIME_COMPONENT_RESULT 19
typedef struct wasmtime_component_valtype_t { uint8_t kind; union { void *any; } of; } wasmtime_component_valtype_t;
#define WASMTIME_COMPONENT_VALTYPE_RESULT 19
#endif

_Static_assert(sizeof(wasmtime_component_instance_t) == 16, "wasmtime_component_instance_t");
_Static_assert(sizeof(wasmtime_component_func_t) == 24, "wasmtime_component_func_t");
_Static_assert(sizeof(wasmtime_component_val_t) == 8 + 3 * sizeof(void *) && offsetof(wasmtime_component_val_t, of) == 8, "wasmtime_component_val_t");
_Static_assert(offsetof(wasmtime_component_valresult_t, val) == sizeof(void *), "wasmtime_component_valresult_t");
_Static_assert(sizeof(wasmtime_component_valtype_t) == 2 * sizeof(void *), "wasmtime_component_valtype_t");
_Static_assert(WASMTIME_COMPONENT_BOOL == 0 && WASMTIME_COMPONENT_RESULT == 19 && WASMTIME_COMPONENT_VALTYPE_RESULT == 19, "WASMTIME_COMPONENT_*");

wasmtime_error_t *wasmtime_component_new(const wasm_engine_t *, const uint8_t *, size_t, wasmtime_component_t **);
wasmtime_error_t *wasmtime_component_serialize(const wasmtime_component_t *, wasm_byte_vec_t *);
void wasmtime_component_delete(wasmtime_component_t *);

wasmtime_component_linker_t *wasmtime_component_linker_new(const wasm_engine_t *);
wasmtime_error_t *wasmtime_component_linker_add_wasip2(wasmtime_component_linker_t *);
wasmtime_component_linker_instance_t *wasmtime_component_linker_root(wasmtime_component_linker_t *);
wasmtime_error_t *wasmtime_component_linker_instance_add_instance(wasmtime_component_linker_instance_t *, const char *, size_t,
	wasmtime_component_linker_instance_t **);
wasmtime_error_t *wasmtime_component_linker_instance_add_func(wasmtime_component_linker_instance_t *, const char *, size_t,
	wasmtime_component_func_callback_t, void *, void (*)(void *));
void wasmtime_component_linker_instance_delete(wasmtime_component_linker_instance_t *);
wasmtime_error_t *wasmtime_component_linker_instantiate(const wasmtime_component_linker_t *, wasmtime_context_t *,
	const wasmtime_component_t *, wasmtime_component_instance_t *);
void wasmtime_component_linker_delete(wasmtime_component_linker_t *);

wasmtime_component_export_index_t *wasmtime_component_get_export_index(const wasmtime_component_t *,
	const wasmtime_component_export_index_t *, const char *, size_t);
void wasmtime_component_export_index_delete(wasmtime_component_export_index_t *);
bool wasmtime_component_instance_get_func(const wasmtime_component_instance_t *, wasmtime_context_t *,
	const wasmtime_component_export_index_t *, wasmtime_component_func_t *);
wasmtime_error_t *wasmtime_component_func_call(const wasmtime_component_func_t *, wasmtime_context_t *,
	const wasmtime_component_val_t *, size_t, wasmtime_component_val_t *, size_t);
wasmtime_error_t *wasmtime_component_func_post_return(const wasmtime_component_func_t *, wasmtime_context_t *);
wasmtime_component_func_type_t *wasmtime_component_func_type(const wasmtime_component_func_t *, wasmtime_context_t *);
size_t wasmtime_component_func_type_param_count(const wasmtime_component_func_type_t *);
bool wasmtime_component_func_type_result(const wasmtime_component_func_type_t *, wasmtime_component_valtype_t *);
void wasmtime_component_func_type_delete(wasmtime_component_func_type_t *);
void wasmtime_component_valtype_delete(wasmtime_component_valtype_t *);
void wasmtime_component_val_delete(wasmtime_component_val_t *);

#endif
