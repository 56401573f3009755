;; hello: a line to stdout before the window and one to stderr after it.
;;
;; Build: wat2wasm hello.wat -o hello.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 128) "hello\nwarn\n")

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
    (call $write (i32.const 1) (i32.const 128) (i32.const 6))
    (call $start)
    (call $end)
    (call $write (i32.const 2) (i32.const 134) (i32.const 5))))
