;; components/bench-end-missing: imports a bench without end, and so has no window.
;;
;; Build: the Wat2Wasm of wasmtime-go (../README.md).
(component
  (import "bench" (instance $bench
    (export "start" (func))))
  (core func $start (canon lower (func $bench "start")))
  (core module $m
    (import "bench" "start" (func $start))
    (func (export "run") (result i32)
      (call $start)
      (i32.const 0)))
  (core instance $i (instantiate $m (with "bench" (instance
    (export "start" (func $start))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $cli (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $cli)))
