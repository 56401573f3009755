;; sleep-forever: sleeps in the window for 146 years.
;;
;; Build: wat2wasm sleep-forever.wat -o sleep-forever.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  (func (export "_start")
    (call $start)
    ;; One subscription: kind 0, a clock; clock 1, the monotonic one; 2^62
    ;; nanoseconds from now.
    (i32.store (i32.const 16) (i32.const 1))
    (i64.store (i32.const 24) (i64.const 0x4000000000000000))
    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))
    (call $end)))
