;; simd: adds and multiplies vectors.
;;
;; Build: wat2wasm simd.wat -o simd.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory 1)
  (data (i32.const 0) "\01\00\00\00\02\00\00\00\03\00\00\00\04\00\00\00")

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must
      (i32.eq (i32.const 19)
        (i32x4.extract_lane 3
          (i32x4.add
            (i32x4.mul (v128.load (i32.const 0)) (v128.load (i32.const 0)))
            (i32x4.splat (i32.const 3))))))
    (call $end)))
