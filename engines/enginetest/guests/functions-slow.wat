;; functions-slow: functions with one of the three taking 5000 steps in place of 2000.
;;
;; Build: wat2wasm --debug-names functions-slow.wat -o functions-slow.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (global $seed (export "seed") (mut i32) (i32.const 1))

  (func $_start (export "_start")
    (call $start)
    (call $scan (i32.const 1000))
    (call $_ZN4text4foldEi (i32.const 5000))
    (call $mix (i32.const 3000))
    (call $end))

  (func $scan (param $left i32)
    (loop $step
      (global.set $seed (i32.add (global.get $seed) (local.get $left)))
      (br_if $step (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  ;; The name that a compiler of C++ has for text::fold(int).
  (func $_ZN4text4foldEi (param $left i32)
    (loop $step
      (global.set $seed (i32.mul (i32.xor (global.get $seed) (local.get $left)) (i32.const 16777619)))
      (br_if $step (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  (func $mix (param $left i32)
    (loop $step
      (global.set $seed (i32.add (i32.mul (global.get $seed) (i32.const 1664525)) (i32.const 1013904223)))
      (br_if $step (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
