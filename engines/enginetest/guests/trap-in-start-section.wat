;; trap-in-start-section: executes unreachable at instantiation, in its start function.
;;
;; Build: wat2wasm trap-in-start-section.wat -o trap-in-start-section.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func $boom unreachable)
  (start $boom)

  (func (export "_start")
    (call $start)
    (call $end)))
