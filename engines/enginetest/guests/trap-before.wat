;; trap-before: executes unreachable before the window.
;;
;; Build: wat2wasm trap-before.wat -o trap-before.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (unreachable)))
