// What this package uses of wasmtime's C API: wasm.h, wasi.h and wasmtime.h of
// the major version that the package imports, word for word where it matters.
// wasmtime-go hands out the library but not the path of these headers. They
// are the oracle of a test, which compiles this file together with them; then
// the bodies are theirs.
#ifndef SIGHTGLASS_CAPI_H
#define SIGHTGLASS_CAPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasi_config_t wasi_config_t;
typedef struct wasmtime_caller wasmtime_caller_t;
typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_instance_pre wasmtime_instance_pre_t;
typedef struct wasmtime_linker wasmtime_linker_t;
typedef struct wasmtime_module wasmtime_module_t;
typedef struct wasmtime_sharedmemory wasmtime_sharedmemory_t;
typedef struct wasmtime_store wasmtime_store_t;

#ifndef WASMTIME_EXTERN_H
typedef struct wasm_byte_vec_t { size_t size; char *data; } wasm_byte_vec_t;
typedef struct wasm_valtype_vec_t { size_t size; wasm_valtype_t **data; } wasm_valtype_vec_t;
typedef struct wasmtime_func { uint64_t store_id; void *__private; } wasmtime_func_t;
typedef struct wasmtime_instance { uint64_t store_id; size_t __private; } wasmtime_instance_t;
typedef struct wasmtime_global { uint64_t store_id; uint32_t __private[3]; } wasmtime_global_t;
typedef struct wasmtime_memory { struct { uint64_t store_id; uint32_t __private1; }; uint32_t __private2; } wasmtime_memory_t;
typedef union wasmtime_extern_union { wasmtime_func_t func; wasmtime_global_t global; wasmtime_memory_t memory; wasmtime_sharedmemory_t *sharedmemory; } wasmtime_extern_union_t;
typedef struct wasmtime_extern { uint8_t kind; wasmtime_extern_union_t of; } wasmtime_extern_t;
typedef union wasmtime_val_raw { uint64_t size[2]; int64_t i64; } wasmtime_val_raw_t;
typedef union wasmtime_valunion { int64_t i64; uint64_t size[3]; } wasmtime_valunion_t;
typedef struct wasmtime_val { uint8_t kind; wasmtime_valunion_t of; } wasmtime_val_t;
typedef wasm_trap_t *(*wasmtime_func_unchecked_callback_t)(void *, wasmtime_caller_t *, wasmtime_val_raw_t *, size_t);
#define WASMTIME_EXTERN_FUNC 0
#define WASMTIME_EXTERN_GLOBAL 1
#define WASMTIME_I64 1
#define WASMTIME_EXTERN_MEMORY 3
#define WASMTIME_EXTERN_SHAREDMEMORY 4
#endif

_Static_assert(sizeof(wasm_byte_vec_t) == 2 * sizeof(size_t) && offsetof(wasm_byte_vec_t, data) == sizeof(size_t), "wasm_byte_vec_t");
_Static_assert(sizeof(wasm_valtype_vec_t) == 2 * sizeof(size_t) && offsetof(wasm_valtype_vec_t, data) == sizeof(size_t), "wasm_valtype_vec_t");
_Static_assert(sizeof(wasmtime_func_t) == 16, "wasmtime_func_t");
_Static_assert(sizeof(wasmtime_memory_t) == 24, "wasmtime_memory_t");
_Static_assert(sizeof(wasmtime_instance_t) == 16, "wasmtime_instance_t");
_Static_assert(sizeof(wasmtime_extern_t) == 32 && offsetof(wasmtime_extern_t, of) == 8, "wasmtime_extern_t");
_Static_assert(sizeof(wasmtime_val_raw_t) == 16, "wasmtime_val_raw_t");
_Static_assert(sizeof(wasmtime_global_t) == 24, "wasmtime_global_t");
_Static_assert(sizeof(wasmtime_val_t) == 32 && offsetof(wasmtime_val_t, of) == 8, "wasmtime_val_t");
_Static_assert(WASMTIME_I64 == 1, "WASMTIME_I64");
_Static_assert(WASMTIME_EXTERN_FUNC == 0 && WASMTIME_EXTERN_GLOBAL == 1 && WASMTIME_EXTERN_MEMORY == 3 && WASMTIME_EXTERN_SHAREDMEMORY == 4, "WASMTIME_EXTERN_*");

wasm_config_t *wasm_config_new(void);
void wasm_config_delete(wasm_config_t *);
#define SIGHTGLASS_CONFIG(name, type) void wasmtime_config_##name##_set(wasm_config_t *, type);
SIGHTGLASS_CONFIG(debug_info, bool)
SIGHTGLASS_CONFIG(consume_fuel, bool)
SIGHTGLASS_CONFIG(max_wasm_stack, size_t)
SIGHTGLASS_CONFIG(wasm_threads, bool)
SIGHTGLASS_CONFIG(wasm_tail_call, bool)
SIGHTGLASS_CONFIG(wasm_reference_types, bool)
SIGHTGLASS_CONFIG(wasm_function_references, bool)
SIGHTGLASS_CONFIG(wasm_gc, bool)
SIGHTGLASS_CONFIG(wasm_simd, bool)
SIGHTGLASS_CONFIG(wasm_relaxed_simd, bool)
SIGHTGLASS_CONFIG(wasm_bulk_memory, bool)
SIGHTGLASS_CONFIG(wasm_multi_value, bool)
SIGHTGLASS_CONFIG(wasm_multi_memory, bool)
SIGHTGLASS_CONFIG(wasm_memory64, bool)
SIGHTGLASS_CONFIG(wasm_wide_arithmetic, bool)
SIGHTGLASS_CONFIG(wasm_exceptions, bool)
SIGHTGLASS_CONFIG(wasm_custom_page_sizes, bool)
SIGHTGLASS_CONFIG(wasm_stack_switching, bool)
SIGHTGLASS_CONFIG(strategy, uint8_t)
SIGHTGLASS_CONFIG(parallel_compilation, bool)
SIGHTGLASS_CONFIG(cranelift_nan_canonicalization, bool)
SIGHTGLASS_CONFIG(cranelift_opt_level, uint8_t)
SIGHTGLASS_CONFIG(profiler, uint8_t)
SIGHTGLASS_CONFIG(native_unwind_info, bool)
SIGHTGLASS_CONFIG(memory_init_cow, bool)

wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *); // consumes it
void wasm_engine_delete(wasm_engine_t *);

wasmtime_error_t *wasmtime_module_new(wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **);
void wasmtime_module_delete(wasmtime_module_t *);
wasmtime_error_t *wasmtime_module_serialize(wasmtime_module_t *, wasm_byte_vec_t *);
void wasmtime_module_image_range(const wasmtime_module_t *, void **, void **);

wasmtime_linker_t *wasmtime_linker_new(wasm_engine_t *);
void wasmtime_linker_delete(wasmtime_linker_t *);
wasmtime_error_t *wasmtime_linker_define_wasi(wasmtime_linker_t *);
wasmtime_error_t *wasmtime_linker_define_func_unchecked(wasmtime_linker_t *, const char *, size_t, const char *, size_t,
	const wasm_functype_t *, wasmtime_func_unchecked_callback_t, void *, void (*)(void *));
bool wasmtime_linker_get(const wasmtime_linker_t *, wasmtime_context_t *, const char *, size_t, const char *, size_t, wasmtime_extern_t *);
wasmtime_error_t *wasmtime_linker_instantiate_pre(const wasmtime_linker_t *, const wasmtime_module_t *, wasmtime_instance_pre_t **);
void wasmtime_instance_pre_delete(wasmtime_instance_pre_t *);
wasmtime_error_t *wasmtime_linker_instantiate(const wasmtime_linker_t *, wasmtime_context_t *, const wasmtime_module_t *,
	wasmtime_instance_t *, wasm_trap_t **);

wasi_config_t *wasi_config_new(void);
void wasi_config_delete(wasi_config_t *);
bool wasi_config_set_argv(wasi_config_t *, size_t, const char *[]);
bool wasi_config_set_env(wasi_config_t *, size_t, const char *[], const char *[]);
bool wasi_config_set_stdin_file(wasi_config_t *, const char *);
bool wasi_config_set_stdout_file(wasi_config_t *, const char *);
bool wasi_config_set_stderr_file(wasi_config_t *, const char *);
bool wasi_config_preopen_dir(wasi_config_t *, const char *, const char *, size_t, size_t);

wasmtime_store_t *wasmtime_store_new(wasm_engine_t *, void *, void (*)(void *));
void wasmtime_store_delete(wasmtime_store_t *);
wasmtime_context_t *wasmtime_store_context(wasmtime_store_t *);
wasmtime_error_t *wasmtime_context_set_fuel(wasmtime_context_t *, uint64_t);
wasmtime_error_t *wasmtime_context_get_fuel(const wasmtime_context_t *, uint64_t *);
wasmtime_error_t *wasmtime_context_set_wasi(wasmtime_context_t *, wasi_config_t *); // consumes it

bool wasmtime_instance_export_get(wasmtime_context_t *, const wasmtime_instance_t *, const char *, size_t, wasmtime_extern_t *);
void wasmtime_extern_delete(wasmtime_extern_t *);
void wasmtime_global_get(wasmtime_context_t *, const wasmtime_global_t *, wasmtime_val_t *);
void wasmtime_val_unroot(wasmtime_val_t *);
size_t wasmtime_memory_data_size(const wasmtime_context_t *, const wasmtime_memory_t *);
size_t wasmtime_sharedmemory_data_size(const wasmtime_sharedmemory_t *);
wasm_functype_t *wasmtime_func_type(const wasmtime_context_t *, const wasmtime_func_t *);
wasmtime_error_t *wasmtime_func_call_unchecked(wasmtime_context_t *, const wasmtime_func_t *, wasmtime_val_raw_t *, size_t, wasm_trap_t **);

wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *, wasm_valtype_vec_t *); // empties both
void wasm_functype_delete(wasm_functype_t *);
uint8_t wasm_valtype_kind(const wasm_valtype_t *); // ends the process for types that it has no number for
const wasm_valtype_vec_t *wasm_functype_params(const wasm_functype_t *);
const wasm_valtype_vec_t *wasm_functype_results(const wasm_functype_t *);

void wasmtime_error_message(const wasmtime_error_t *, wasm_byte_vec_t *);
bool wasmtime_error_exit_status(const wasmtime_error_t *, int *);
void wasmtime_error_delete(wasmtime_error_t *);
void wasm_trap_message(const wasm_trap_t *, wasm_byte_vec_t *);
bool wasmtime_trap_code(const wasm_trap_t *, uint8_t *);
void wasm_trap_delete(wasm_trap_t *);
void wasm_byte_vec_delete(wasm_byte_vec_t *);

#endif
