;; work: a million steps of a generator of random numbers in the window.
;;
;; Build: wat2wasm work.wat -o work.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (global $seed (export "seed") (mut i32) (i32.const 1))

  (func (export "_start")
    (local $left i32)
    (local $x i32)
    (local.set $left (i32.const 1000000))
    (local.set $x (global.get $seed))
    (call $start)
    (loop $step
      (local.set $x
        (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
      (br_if $step (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (call $end)
    ;; Kept, so that no compiler finds the loop to be of no use.
    (global.set $seed (local.get $x))))
