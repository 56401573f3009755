;; no-start: a window, but in a function that is called run.
;;
;; Build: wat2wasm no-start.wat -o no-start.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "run")
    (call $start)
    (call $end)))
