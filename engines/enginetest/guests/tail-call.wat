;; tail-call: makes a million tail calls, which no stack would hold as calls.
;;
;; Build: wat2wasm --enable-tail-call tail-call.wat -o tail-call.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func $count (param $left i32) (param $sum i32) (result i32)
    (if (i32.eqz (local.get $left)) (then (return (local.get $sum))))
    (return_call $count
      (i32.sub (local.get $left) (i32.const 1))
      (i32.add (local.get $sum) (i32.const 2))))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must
      (i32.eq (i32.const 2000000) (call $count (i32.const 1000000) (i32.const 0))))
    (call $end)))
