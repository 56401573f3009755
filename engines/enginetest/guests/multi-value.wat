;; multi-value: calls a function of two results, and has a block with parameters.
;;
;; Build: wat2wasm multi-value.wat -o multi-value.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func $divmod (param i32 i32) (result i32 i32)
    (i32.div_u (local.get 0) (local.get 1))
    (i32.rem_u (local.get 0) (local.get 1)))

  (func (export "_start")
    (call $start)
    (call $divmod (i32.const 17) (i32.const 5))
    (block (param i32 i32) (result i32) (i32.sub))
    (if (i32.ne (i32.const 1)) (then unreachable))
    (call $end)))
