;; echo-stdin: its standard input, copied to stdout.
;;
;; Build: wat2wasm echo-stdin.wat -o echo-stdin.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)

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

  ;; copy writes what there is to read from fd to stdout.
  (func $copy (param $fd i32)
    (local $n i32)
    (loop $more
      (i32.store (i32.const 0) (i32.const 4096))
      (i32.store (i32.const 4) (i32.const 65536))
      (if (call $fd_read (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))
        (then unreachable))
      (if (local.tee $n (i32.load (i32.const 8)))
        (then
          (call $write (i32.const 1) (i32.const 4096) (local.get $n))
          (br $more)))))

  (func (export "_start")
    (call $start)
    (call $end)
    (call $copy (i32.const 0))))
