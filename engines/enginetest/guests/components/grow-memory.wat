;; components/grow-memory: asks for memory, page by page and written to, until there is no more.
;;
;; Build: the Wat2Wasm of wasmtime-go (../README.md).
(component
  (import "bench" (instance $bench
    (export "start" (func))
    (export "end" (func))))
  (core func $start (canon lower (func $bench "start")))
  (core func $end (canon lower (func $bench "end")))
  (core module $m
    (import "bench" "start" (func $start))
    (import "bench" "end" (func $end))
    (memory 1)
    (func (export "run") (result i32)
      (local $at i32)
      (call $start)
      (loop $more
        (local.set $at (memory.grow (i32.const 1)))
        (if (i32.ne (local.get $at) (i32.const -1))
          (then
            (i32.store8 (i32.mul (local.get $at) (i32.const 65536)) (i32.const 1))
            (i32.store8 offset=4096 (i32.mul (local.get $at) (i32.const 65536)) (i32.const 1))
            (memory.fill (i32.mul (local.get $at) (i32.const 65536)) (i32.const 1) (i32.const 65536))
            (br $more))))
      (call $end)
      (i32.const 0)))
  (core instance $i (instantiate $m (with "bench" (instance
    (export "start" (func $start))
    (export "end" (func $end))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $cli (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $cli)))
