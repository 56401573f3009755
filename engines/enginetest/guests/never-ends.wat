;; never-ends: opens the window and returns.
;;
;; Build: wat2wasm never-ends.wat -o never-ends.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)))
