;; memory64: has a memory of 64-bit addresses.
;;
;; Build: wat2wasm --enable-memory64 memory64.wat -o memory64.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory i64 1)

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (i32.store (i64.const 65532) (i32.const 42))
    (call $must (i32.eq (i32.const 42) (i32.load (i64.const 65532))))
    (call $must (i64.eq (i64.const 1) (memory.grow (i64.const 1))))
    (call $end)))
