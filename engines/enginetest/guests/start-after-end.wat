;; start-after-end: has two windows, one after the other.
;;
;; Build: wat2wasm start-after-end.wat -o start-after-end.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (call $end)
    (call $start)
    (call $end)))
