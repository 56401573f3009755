;; exit-zero: exits with status 0 after the window.
;;
;; Build: wat2wasm exit-zero.wat -o exit-zero.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)

  (func (export "_start")
    (call $start)
    (call $end)
    (call $proc_exit (i32.const 0))))
