;; close-streams: a line to stdout; then closes its streams and its directory and writes
;;   to all of them.
;;
;; Build: wat2wasm close-streams.wat -o close-streams.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 128) "before\nafter\n")

  (func (export "_start")
    (local $fd i32)
    (call $start)
    (call $end)
    (i32.store (i32.const 0) (i32.const 128))
    (i32.store (i32.const 4) (i32.const 7))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.store (i32.const 0) (i32.const 135))
    (i32.store (i32.const 4) (i32.const 6))
    (loop $next
      (drop (call $fd_close (local.get $fd)))
      (drop (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
      (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $fd) (i32.const 4))))))
