;; echo-args: its arguments, the program's name first, one a line.
;;
;; Build: wat2wasm echo-args.wat -o echo-args.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get"
    (func $get (param i32 i32) (result i32)))
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

  ;; line writes the string at p, and a newline in place of the zero it ends with.
  (func $line (param $p i32)
    (local $q i32)
    (local.set $q (local.get $p))
    (block $found
      (loop $next
        (br_if $found (i32.eqz (i32.load8_u (local.get $q))))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (br $next)))
    (i32.store8 (local.get $q) (i32.const 10))
    (call $write (i32.const 1) (local.get $p)
      (i32.add (i32.sub (local.get $q) (local.get $p)) (i32.const 1))))

  (func (export "_start")
    (local $n i32)
    (local $at i32)
    (call $start)
    (call $end)
    (if (call $sizes (i32.const 16) (i32.const 20)) (then unreachable))
    ;; The pointers go to 4096, the strings to 65536; there is room for a page of them.
    (if (i32.gt_u (i32.load (i32.const 16)) (i32.const 15000)) (then unreachable))
    (if (i32.gt_u (i32.load (i32.const 20)) (i32.const 65536)) (then unreachable))
    (if (call $get (i32.const 4096) (i32.const 65536)) (then unreachable))
    (local.set $n (i32.load (i32.const 16)))
    (local.set $at (i32.const 4096))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (call $line (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))))
