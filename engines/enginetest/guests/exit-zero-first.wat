;; exit-zero-first: exits with status 0 before the window.
;;
;; Build: wat2wasm exit-zero-first.wat -o exit-zero-first.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)

  (func (export "_start")
    (call $proc_exit (i32.const 0))
    (call $start)
    (call $end)))
