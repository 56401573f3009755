;; saturating-float: converts a float that is too large to an integer.
;;
;; Build: wat2wasm saturating-float.wat -o saturating-float.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must (i32.eq (i32.const 0x7fffffff) (i32.trunc_sat_f64_s (f64.const 1e30))))
    (call $end)))
