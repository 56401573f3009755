;; unknown-import: needs a function env.foo that no host has; does not call it.
;;
;; Build: wat2wasm unknown-import.wat -o unknown-import.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "env" "foo" (func))

  (func (export "_start")
    (call $start)
    (call $end)))
