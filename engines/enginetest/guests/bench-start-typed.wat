;; bench-start-typed: imports bench.start with a parameter, which it has not.
;;
;; Build: wat2wasm bench-start-typed.wat -o bench-start-typed.wasm
(module
  (import "bench" "start" (func $start (param i32)))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start (i32.const 1))
    (call $end)))
