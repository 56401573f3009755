;; atomic-queue: numbers through a queue that two sides share, from one thread.
;;
;; Exercises: atomic operators on a shared memory: a lock taken by compare-and-exchange,
;;            counters added to, loads and stores that other threads would see in order.
;; Workload:  1,500,000 numbers, 15,000 with the small workload.
;; Needs:     wazero wasmtime
;; Build:     wasm-as --all-features proposals/atomic-queue/testdata/atomic-queue.wat
;;            -o proposals/atomic-queue/atomic-queue.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))

  ;; 256 is the lock, 260 the place to put at, 264 that to take from, 268 how many numbers
  ;; were taken, 272 their sum in 64 bits, 4096 the queue of 1024 numbers.
  (memory (export "memory") 1 1 shared)
  (global $state (mut i32) (i32.const 521288629))

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
      (then (unreachable))))

  ;; is_small: guests have one environment variable, which asks for the small workload.
  (func $is_small (result i32)
    (drop (call $environ_sizes_get (i32.const 0) (i32.const 4)))
    (i32.ne (i32.load (i32.const 0)) (i32.const 0)))

  ;; next is a 32-bit xorshift generator.
  (func $next (result i32)
    (local $x i32)
    (local.set $x (global.get $state))
    (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 13))))
    (local.set $x (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 17))))
    (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 5))))
    (global.set $state (local.get $x))
    (local.get $x))

  (func $lock
    (loop $try
      (br_if $try (i32.atomic.rmw.cmpxchg (i32.const 256) (i32.const 0) (i32.const 1)))))

  (func $unlock (i32.atomic.store (i32.const 256) (i32.const 0)))

  ;; put returns whether there was room.
  (func $put (param $x i32) (result i32)
    (local $at i32)
    (call $lock)
    (local.set $at (i32.atomic.load (i32.const 260)))
    (if (i32.eq (i32.sub (local.get $at) (i32.atomic.load (i32.const 264))) (i32.const 1024))
      (then (call $unlock) (return (i32.const 0))))
    (i32.store offset=4096 (i32.shl (i32.and (local.get $at) (i32.const 1023)) (i32.const 2)) (local.get $x))
    (i32.atomic.store (i32.const 260) (i32.add (local.get $at) (i32.const 1)))
    (call $unlock)
    (i32.const 1))

  ;; take adds the next number to the sum, and returns whether there was one.
  (func $take (result i32)
    (local $at i32)
    (call $lock)
    (local.set $at (i32.atomic.load (i32.const 264)))
    (if (i32.eq (local.get $at) (i32.atomic.load (i32.const 260)))
      (then (call $unlock) (return (i32.const 0))))
    (drop (i64.atomic.rmw.add (i32.const 272)
      (i64.extend_i32_u (i32.load offset=4096 (i32.shl (i32.and (local.get $at) (i32.const 1023)) (i32.const 2))))))
    (drop (i32.atomic.rmw.add (i32.const 268) (i32.const 1)))
    (i32.atomic.store (i32.const 264) (i32.add (local.get $at) (i32.const 1)))
    (call $unlock)
    (atomic.fence)
    (i32.const 1))

  (func (export "_start")
    (local $n i32) (local $x i32)
    (local.set $n (select (i32.const 15000) (i32.const 1500000) (call $is_small)))
    (call $start)
    (loop $number
      (local.set $x (call $next))
      (if (call $put (local.get $x))
        (then (local.set $n (i32.sub (local.get $n) (i32.const 1))))
        (else ;; it is full: take some out
          (loop $some
            (drop (call $take))
            (br_if $some (i32.and (call $next) (i32.const 255))))))
      (br_if $number (local.get $n)))
    (loop $rest (br_if $rest (call $take)))
    (call $end)
    (call $print (i32.atomic.load (i32.const 268)))
    (call $print (i32.wrap_i64 (i64.atomic.load (i32.const 272))))
    (call $print (i32.wrap_i64 (i64.shr_u (i64.atomic.load (i32.const 272)) (i64.const 32))))))
