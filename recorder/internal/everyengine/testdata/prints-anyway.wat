;; prints-anyway: prints 64 KiB sixteen times in its window, whatever comes of it; then
;;   moves far behind the end of what it printed, prints one more byte there, and asks for
;;   a size of 8 GiB in both ways that there are.
;;
;; Build: wat2wasm prints-anyway.wat -o prints-anyway.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_filestat_set_size" (func $fd_filestat_set_size (param i32 i64) (result i32)))
  (import "wasi_snapshot_preview1" "fd_allocate" (func $fd_allocate (param i32 i64 i64) (result i32)))
  (memory (export "memory") 2)

  (func (export "_start")
    (local $n i32)
    (call $start)
    (i32.store (i32.const 0) (i32.const 65536))
    (i32.store (i32.const 4) (i32.const 65536))
    (local.set $n (i32.const 16))
    (loop $more
      (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (drop (call $fd_seek (i32.const 1) (i64.const 8589934592) (i32.const 0) (i32.const 16)))
    (i32.store (i32.const 4) (i32.const 1))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $fd_filestat_set_size (i32.const 1) (i64.const 8589934592)))
    (drop (call $fd_allocate (i32.const 1) (i64.const 0) (i64.const 8589934592)))
    (call $end)))
