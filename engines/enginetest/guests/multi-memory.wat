;; multi-memory: copies from one memory to another.
;;
;; Build: wat2wasm --enable-multi-memory multi-memory.wat -o multi-memory.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory $a 1)
  (memory $b 1)

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (i32.store $a (i32.const 8) (i32.const 42))
    (memory.copy $b $a (i32.const 16) (i32.const 8) (i32.const 4))
    (call $must (i32.eq (i32.const 42) (i32.load $b (i32.const 16))))
    (call $must (i32.eqz (i32.load $a (i32.const 16))))
    (call $end)))
