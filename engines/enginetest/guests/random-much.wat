;; random-much: asks for four thousand million random bytes, which its memory does not
;;   hold.
;;
;; Build: wat2wasm random-much.wat -o random-much.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 1)

  (func (export "_start")
    (call $start)
    (call $end)
    (if (call $random (i32.const 0) (i32.const -1))
      (then unreachable))))
