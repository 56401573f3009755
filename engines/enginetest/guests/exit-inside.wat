;; exit-inside: exits with status 0 while the window is open.
;;
;; Build: wat2wasm exit-inside.wat -o exit-inside.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)

  (func (export "_start")
    (call $start)
    (call $proc_exit (i32.const 0))))
