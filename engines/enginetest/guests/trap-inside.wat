;; trap-inside: executes unreachable in the window.
;;
;; Build: wat2wasm trap-inside.wat -o trap-inside.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (unreachable)))
