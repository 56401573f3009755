;; end-twice: closes the window twice.
;;
;; Build: wat2wasm end-twice.wat -o end-twice.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (call $end)
    (call $end)))
