;; trap-outside: executes unreachable after the window.
;;
;; Build: wat2wasm trap-outside.wat -o trap-outside.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (call $end)
    (unreachable)))
