;; reactor-typed: an _initialize that takes a parameter, and so is not a reactor's.
;;
;; Build: wat2wasm reactor-typed.wat -o reactor-typed.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (global $ready (mut i32) (i32.const 0))

  (func (export "_initialize") (param i32)
    (global.set $ready (local.get 0)))

  (func (export "state") (result i32)
    (global.get $ready)))
