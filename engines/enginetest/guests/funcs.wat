;; funcs: no benchmark: functions of several types to be called by name.
;;
;; Build: wat2wasm funcs.wat -o funcs.wasm
(module
  (func $fib (export "fib") (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add
          (call $fib (i32.sub (local.get $n) (i32.const 1)))
          (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
  (func (export "add") (param i64 i64) (result i64)
    (i64.add (local.get 0) (local.get 1)))
  (func (export "addf") (param f64 f64) (result f64)
    (f64.add (local.get 0) (local.get 1)))
  (func (export "mixed") (param i32 f32) (result f64)
    (f64.add (f64.convert_i32_s (local.get 0)) (f64.promote_f32 (local.get 1))))
  (func (export "nores") (param i32))
  (func (export "trap") unreachable))
