;; components/never-ends: calls start and returns.
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
    (func (export "run") (result i32)
      (call $start)
      (i32.const 0)))
  (core instance $i (instantiate $m (with "bench" (instance
    (export "start" (func $start))
    (export "end" (func $end))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $cli (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $cli)))
