;; threads: uses atomic operations on a shared memory, from one thread.
;;
;; Build: wat2wasm --enable-threads threads.wat -o threads.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory 1 1 shared)

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (i32.atomic.store (i32.const 0) (i32.const 40))
    (call $must
      (i32.eq (i32.const 40) (i32.atomic.rmw.add (i32.const 0) (i32.const 2))))
    (call $must
      (i32.eq (i32.const 42) (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 42) (i32.const 7))))
    (call $must (i32.eq (i32.const 7) (i32.atomic.load (i32.const 0))))
    (call $must (i32.eqz (memory.atomic.notify (i32.const 0) (i32.const 1))))
    (call $end)))
