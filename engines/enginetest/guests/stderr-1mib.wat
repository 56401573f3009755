;; stderr-1mib: 1 MiB of lines to stderr, 64 KiB at a time.
;;
;; Build: wat2wasm stderr-1mib.wat -o stderr-1mib.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 128) "the quick brown fox jumps over the lazy dog, again, and again..\n")

  ;; write writes len bytes from ptr to fd, in as many calls as that takes.
  (func $write (param $fd i32) (param $ptr i32) (param $len i32)
    (loop $more
      (i32.store (i32.const 0) (local.get $ptr))
      (i32.store (i32.const 4) (local.get $len))
      (if (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))
        (then unreachable))
      (local.set $ptr (i32.add (local.get $ptr) (i32.load (i32.const 8))))
      (local.set $len (i32.sub (local.get $len) (i32.load (i32.const 8))))
      (br_if $more (local.get $len))))

  (func (export "_start")
    (local $i i32)
    (local $left i32)
    ;; 64 KiB of the line at 128, which is 64 bytes long.
    (loop $fill
      (i64.store (i32.add (i32.const 65536) (local.get $i))
        (i64.load (i32.add (i32.const 128) (i32.and (local.get $i) (i32.const 63)))))
      (br_if $fill
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 65536))))
    (call $start)
    (call $end)
    (local.set $left (i32.const 16))
    (loop $more
      (call $write (i32.const 2) (i32.const 65536) (i32.const 65536))
      (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
