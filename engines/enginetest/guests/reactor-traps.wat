;; reactor-traps: executes unreachable in _initialize.
;;
;; Build: wat2wasm reactor-traps.wat -o reactor-traps.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_initialize") unreachable)

  (func (export "_start")
    (call $start)
    (call $end)))
