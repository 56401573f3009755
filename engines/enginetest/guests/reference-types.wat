;; reference-types: puts functions into a table it grows, and calls one.
;;
;; Build: wat2wasm reference-types.wat -o reference-types.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (table $t 1 funcref)
  (elem declare func $seven)

  (func $seven (result i32) (i32.const 7))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must (i32.eq (i32.const 1) (table.grow $t (ref.null func) (i32.const 2))))
    (table.set $t (i32.const 2) (ref.func $seven))
    (call $must (ref.is_null (table.get $t (i32.const 1))))
    (call $must (i32.eq (i32.const 7) (call_indirect $t (result i32) (i32.const 2))))
    (call $end)))
