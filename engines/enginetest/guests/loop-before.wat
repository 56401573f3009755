;; loop-before: loops without end before the window.
;;
;; Build: wat2wasm loop-before.wat -o loop-before.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (loop $again (br $again))))
