;; sieve: the sieve of Eratosthenes, written by hand.
;;
;; Exercises: what an engine makes of code that no optimiser has seen: byte
;;            stores with a stride, nested loops, and WASI without a C library.
;; Workload:  primes below 1700000 (default) or 17000 (small), as there is no
;;            C library to read a file with; sieved twice.
;; Build:     wat2wasm sieve/testdata/sieve.wat -o sieve/sieve.wasm
;;
;; Memory: 0 iovec, 8 bytes written, 12 environ count, 16 environ size,
;;         64 the digits, 128 the variable's name, 1024 environ pointers and
;;         text (read once; at most 15 kB), 16384 one byte for every number.
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))

  (memory (export "memory") 27)
  (data (i32.const 128) "WASM_BENCH_USE_SMALL_WORKLOAD=")
  (global $sieve i32 (i32.const 16384))

  ;; is_small: does any environment string begin with the variable's name and "="?
  (func $is_small (result i32)
    (local $i i32) (local $j i32) (local $text i32)
    (if (call $environ_sizes_get (i32.const 12) (i32.const 16)) (then (call $proc_exit (i32.const 1))))
    ;; pointers and text must fit below the sieve
    (if (i32.gt_u (i32.add (i32.shl (i32.load (i32.const 12)) (i32.const 2)) (i32.load (i32.const 16)))
                  (i32.const 15360))
      (then (call $proc_exit (i32.const 1))))
    (if (call $environ_get (i32.const 1024)
                           (i32.add (i32.const 1024) (i32.shl (i32.load (i32.const 12)) (i32.const 2))))
      (then (call $proc_exit (i32.const 1))))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $i) (i32.load (i32.const 12))))
        (local.set $text (i32.load (i32.add (i32.const 1024) (i32.shl (local.get $i) (i32.const 2)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (local.set $j (i32.const 0))
        (loop $compare
          (br_if $next (i32.ne (i32.load8_u (i32.add (local.get $text) (local.get $j)))
                               (i32.load8_u offset=128 (local.get $j))))
          (local.set $j (i32.add (local.get $j) (i32.const 1)))
          (br_if $compare (i32.lt_u (local.get $j) (i32.const 30))))
        (return (i32.const 1))))
    (i32.const 0))

  ;; count_primes: how many primes are there below n?
  (func $count_primes (param $n i32) (result i32)
    (local $i i32) (local $j i32) (local $count i32)
    ;; nothing is crossed out yet
    (loop $clear
      (i32.store8 (i32.add (global.get $sieve) (local.get $i)) (i32.const 0))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $clear (i32.lt_u (local.get $i) (local.get $n))))
    (local.set $i (i32.const 2))
    (loop $number
      (if (i32.eqz (i32.load8_u (i32.add (global.get $sieve) (local.get $i))))
        (then
          (local.set $count (i32.add (local.get $count) (i32.const 1)))
          ;; cross out i*i, i*i+i, ...; i below 2^16, lest i*i overflow
          (if (i32.lt_u (local.get $i) (i32.const 65536))
            (then
              (local.set $j (i32.mul (local.get $i) (local.get $i)))
              (block $crossed
                (loop $cross
                  (br_if $crossed (i32.ge_u (local.get $j) (local.get $n)))
                  (i32.store8 (i32.add (global.get $sieve) (local.get $j)) (i32.const 1))
                  (local.set $j (i32.add (local.get $j) (local.get $i)))
                  (br $cross)))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $number (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $count))

  ;; print writes n and a newline to standard output.
  (func $print (param $n i32)
    (local $at i32)
    (local.set $at (i32.const 79))
    (i32.store8 (local.get $at) (i32.const 10))
    (loop $digit
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $n (i32.div_u (local.get $n) (i32.const 10)))
      (br_if $digit (local.get $n)))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 80) (local.get $at)))
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (then (call $proc_exit (i32.const 1)))))

  (func (export "_start")
    (local $n i32) (local $count i32)
    (local.set $n (select (i32.const 17000) (i32.const 1700000) (call $is_small)))
    (call $start)
    (drop (call $count_primes (local.get $n)))
    (local.set $count (call $count_primes (local.get $n)))
    (call $end)
    (call $print (local.get $count))))
