;; out-of-bounds: reads beyond its memory in the window.
;;
;; Build: wat2wasm out-of-bounds.wat -o out-of-bounds.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory 1)

  (func (export "_start")
    (call $start)
    (drop (i32.load (i32.const 65533)))
    (call $end)))
