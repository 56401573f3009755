;; bulk-memory: fills, copies and initialises memory in bulk.
;;
;; Build: wat2wasm bulk-memory.wat -o bulk-memory.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory 1)
  (data $d "abcd")

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (memory.fill (i32.const 100) (i32.const 0x2a) (i32.const 8))
    (memory.copy (i32.const 204) (i32.const 100) (i32.const 4))
    (memory.init $d (i32.const 200) (i32.const 0) (i32.const 4))
    (data.drop $d)
    (call $must (i64.eq (i64.load (i32.const 200)) (i64.const 0x2a2a2a2a64636261)))
    (call $end)))
