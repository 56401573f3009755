;; starts-twice: opens the window twice and closes it once.
;;
;; Build: wat2wasm starts-twice.wat -o starts-twice.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")
    (call $start)
    (call $start)
    (call $end)))
