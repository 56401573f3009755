;; relaxed-simd: uses relaxed vector operations where all engines agree on the result.
;;
;; Build: wat2wasm --enable-relaxed-simd relaxed-simd.wat -o relaxed-simd.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must
      (i32.eq (i32.const 3)
        (i8x16.extract_lane_u 0
          (i8x16.relaxed_swizzle
            (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
            (v128.const i8x16 3 2 1 0 0 0 0 0 0 0 0 0 0 0 0 0)))))
    (call $must
      (f32.eq (f32.const 10)
        (f32x4.extract_lane 1
          (f32x4.relaxed_madd
            (v128.const f32x4 1 2 3 4)
            (v128.const f32x4 1 3 3 4)
            (v128.const f32x4 0 4 0 0)))))
    (call $end)))
