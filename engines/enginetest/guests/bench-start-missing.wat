;; bench-start-missing: imports and calls bench.end only.
;;
;; Build: wat2wasm bench-start-missing.wat -o bench-start-missing.wasm
(module
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $end)))
