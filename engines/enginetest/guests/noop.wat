;; noop: an empty window.
;;
;; Build: wat2wasm noop.wat -o noop.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (call $end)))
