;; extended-const: has a global whose first value is a sum.
;;
;; Build: wat2wasm --enable-extended-const extended-const.wat -o extended-const.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (global $g i32 (i32.add (i32.const 40) (i32.const 2)))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must (i32.eq (i32.const 42) (global.get $g)))
    (call $end)))
