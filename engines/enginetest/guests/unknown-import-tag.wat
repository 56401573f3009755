;; unknown-import-tag: needs a tag env.failed that no host has.
;;
;; Build: wat2wasm --enable-exceptions unknown-import-tag.wat -o unknown-import-tag.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "env" "failed" (tag (param i32)))

  (func (export "_start")
    (call $start)
    (call $end)))
