;; exit-three: exits with status 3 after the window.
;;
;; Build: wat2wasm exit-three.wat -o exit-three.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)

  (func (export "_start")
    (call $start)
    (call $end)
    (call $proc_exit (i32.const 3))))
