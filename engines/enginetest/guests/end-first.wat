;; end-first: closes a window that is not open, and never opens one.
;;
;; Build: wat2wasm end-first.wat -o end-first.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $end)))
