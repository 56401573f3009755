;; divide-by-zero: divides by zero in the window.
;;
;; Build: wat2wasm divide-by-zero.wat -o divide-by-zero.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (global $zero (mut i32) (i32.const 0))

  (func (export "_start")
    (call $start)
    (global.set $zero (i32.div_u (i32.const 1) (global.get $zero)))
    (call $end)))
