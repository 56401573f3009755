;; function-references: calls a function through a typed reference.
;;
;; Build: the Wat2Wasm of wasmtime-go v39.0.1; see README.md
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (type $int (func (result i32)))
  (elem declare func $seven)

  (func $seven (type $int) (i32.const 7))
  (func $call (param $f (ref null $int)) (result i32)
    (block $null
      (return (call_ref $int (br_on_null $null (local.get $f)))))
    (i32.const -1))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (call $start)
    (call $must (i32.eq (i32.const 7) (call $call (ref.func $seven))))
    (call $must (i32.eq (i32.const -1) (call $call (ref.null $int))))
    (call $end)))
