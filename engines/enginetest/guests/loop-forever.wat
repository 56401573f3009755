;; loop-forever: loops without end in the window.
;;
;; Build: wat2wasm loop-forever.wat -o loop-forever.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (loop $again (br $again))))
