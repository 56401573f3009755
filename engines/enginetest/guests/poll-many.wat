;; poll-many: polls four thousand million subscriptions, which its memory does not hold.
;;
;; Build: wat2wasm poll-many.wat -o poll-many.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  (func (export "_start")
    (call $start)
    (call $end)
    (if (call $poll (i32.const 0) (i32.const 64) (i32.const -1) (i32.const 128))
      (then unreachable))))
