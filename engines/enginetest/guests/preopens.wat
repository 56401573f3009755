;; preopens: prints the names of the folders that it is given, from descriptor 3 on, and
;;   the errno of opening input.txt in the first, by several names.
;;
;; Build: wat2wasm preopens.wat -o preopens.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_dir_name" (func $name (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; What wasi-libc, and so Rust, make of input.txt, /input.txt, ./input.txt and
  ;; /./input.txt; what Go makes of all of them; and longer ways.
  (data (i32.const 1024) "input.txt\n./input.txt\n.//input.txt\n././input.txt\n./input.txt\n.\n\n")

  (func $write (param $ptr i32) (param $len i32)
    (i32.store (i32.const 0) (local.get $ptr))
    (i32.store (i32.const 4) (local.get $len))
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (then unreachable)))

  ;; digits writes a number below 100 and a newline.
  (func $digits (param $n i32)
    (i32.store8 (i32.const 16) (i32.add (i32.const 48) (i32.div_u (local.get $n) (i32.const 10))))
    (i32.store8 (i32.const 17) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
    (i32.store8 (i32.const 18) (i32.const 10))
    (call $write (i32.const 16) (i32.const 3)))

  (func (export "_start")
    (local $fd i32) (local $at i32) (local $len i32)
    (call $start)
    (call $end)
    (local.set $fd (i32.const 3))
    (block $all
      (loop $next
        (br_if $all (call $prestat (local.get $fd) (i32.const 24)))
        (local.set $len (i32.load (i32.const 28)))
        (if (call $name (local.get $fd) (i32.const 256) (local.get $len))
          (then unreachable))
        (i32.store8 (i32.add (i32.const 256) (local.get $len)) (i32.const 10))
        (call $write (i32.const 256) (i32.add (local.get $len) (i32.const 1)))
        (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
        (br $next)))
    (local.set $at (i32.const 1024))
    (block $end_of_list
      (loop $path
        (local.set $len (i32.const 0))
        (block $newline
          (loop $char
            (br_if $newline (i32.eq (i32.load8_u (i32.add (local.get $at) (local.get $len))) (i32.const 10)))
            (local.set $len (i32.add (local.get $len) (i32.const 1)))
            (br $char)))
        (br_if $end_of_list (i32.eqz (local.get $len)))
        (call $digits
          (call $path_open (i32.const 3) (i32.const 1) (local.get $at) (local.get $len)
            (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32)))
        (local.set $at (i32.add (i32.add (local.get $at) (local.get $len)) (i32.const 1)))
        (br $path)))))
