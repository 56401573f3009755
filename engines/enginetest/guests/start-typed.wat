;; start-typed: a _start that takes a parameter.
;;
;; Build: wat2wasm start-typed.wat -o start-typed.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start") (param i32)
    (call $start)
    (call $end)))
