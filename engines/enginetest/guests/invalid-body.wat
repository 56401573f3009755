;; invalid-body: a window around the sum of an integer and a float, which validation
;;   refuses.
;;
;; Build: wat2wasm --no-check invalid-body.wat -o invalid-body.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (drop (i32.add (i32.const 1) (f32.const 1)))
    (call $end)))
