;; copysign-last: signs of floats in the last bytes of its memory, in the
;;   window; traps if they are wrong.
;;
;; Build: wat2wasm copysign-last.wat -o copysign-last.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory 1 1)

  (func $sign64 (param i32 f64) (result f64)
    (f64.copysign (local.get 1) (f64.load (local.get 0))))
  (func $value64 (param i32 f64) (result f64)
    (f64.copysign (f64.load (local.get 0)) (local.get 1)))
  (func $sign32 (param i32 f32) (result f32)
    (f32.copysign (local.get 1) (f32.load (local.get 0))))
  (func $value32 (param i32 f32) (result f32)
    (f32.copysign (f32.load (local.get 0)) (local.get 1)))

  (func (export "_start")
    (call $start)
    (f64.store (i32.const 65528) (f64.const -4))
    (if (f64.ne (call $sign64 (i32.const 65528) (f64.const 2.5)) (f64.const -2.5)) (then unreachable))
    (if (f64.ne (call $value64 (i32.const 65528) (f64.const 2.5)) (f64.const 4)) (then unreachable))
    (f32.store (i32.const 65532) (f32.const -4))
    (if (f32.ne (call $sign32 (i32.const 65532) (f32.const 2.5)) (f32.const -2.5)) (then unreachable))
    (if (f32.ne (call $value32 (i32.const 65532) (f32.const 2.5)) (f32.const 4)) (then unreachable))
    (call $end)))
