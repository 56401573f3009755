;; sign-extension: extends a byte's sign.
;;
;; Build: wat2wasm sign-extension.wat -o sign-extension.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must (i32.eq (i32.const -128) (i32.extend8_s (i32.const 0x180))))
    (call $must (i64.eq (i64.const -1) (i64.extend32_s (i64.const 0xffffffff))))
    (call $end)))
