;; typed-export: exports a function that takes a typed reference, besides _start.
;;
;; Build: the Wat2Wasm of wasmtime-go v39.0.1; see README.md
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (type $int (func (result i32)))

  (func (export "call") (param $f (ref null $int)) (result i32)
    (call_ref $int (local.get $f)))

  (func (export "_start")
    (call $start)
    (call $end)))
