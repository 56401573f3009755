;; escape-dotdot: opens ../secret.txt, outside its directory; prints the errno, and the
;;   file if there was none.
;;
;; Build: wat2wasm escape-dotdot.wat -o escape-dotdot.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 128) "../secret.txt")

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

  ;; print writes n in decimal, and a newline, to stdout.
  (func $print (param $n i32)
    (local $p i32)
    (local.set $p (i32.const 95))
    (i32.store8 (i32.const 95) (i32.const 10))
    (loop $digit
      (local.set $p (i32.sub (local.get $p) (i32.const 1)))
      (i32.store8 (local.get $p)
        (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (br_if $digit (local.tee $n (i32.div_u (local.get $n) (i32.const 10)))))
    (call $write (i32.const 1) (local.get $p) (i32.sub (i32.const 96) (local.get $p))))

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
    (local $errno i32)
    (call $start)
    (call $end)
    (local.set $errno
      (call $path_open (i32.const 3) (i32.const 0) (i32.const 128) (i32.const 13)
        (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 12)))
    (call $print (local.get $errno))
    (if (i32.eqz (local.get $errno))
      (then (call $copy (i32.load (i32.const 12)))))))
