;; nested: opens the window twice and closes it twice.
;;
;; Build: wat2wasm nested.wat -o nested.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (call $start)
    (call $end)
    (call $end)))
