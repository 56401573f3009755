;; recurse-forever: recurses in the window till the stack overflows.
;;
;; Build: wat2wasm recurse-forever.wat -o recurse-forever.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  ;; Adds one after the call, so that it is no tail call.
  (func $deeper (param i32) (result i32)
    (i32.add (call $deeper (local.get 0)) (i32.const 1)))

  (func (export "_start")
    (call $start)
    (drop (call $deeper (i32.const 1)))
    (call $end)))
