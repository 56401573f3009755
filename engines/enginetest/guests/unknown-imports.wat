;; unknown-imports: needs a function, a table, a memory and a global that no host
;;   has, and a bench.end and a function of WASI of another type.
;;
;; Build: wat2wasm unknown-imports.wat -o unknown-imports.wasm
(module
  (import "env" "now_price" (func (param i32 i64) (result f64)))
  (import "env" "table" (table 1 funcref))
  (import "env" "memory" (memory 1))
  (import "env" "base" (global i32))
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end (param i32)))
  (import "bench" "stop" (func))
  (import "wasi_snapshot_preview1" "fd_close" (func (param i64)))
  (import "wasi_snapshot_preview1" "sched_yield" (global i32))

  (func (export "_start")
    (call $start)
    (call $end (i32.const 1))))
