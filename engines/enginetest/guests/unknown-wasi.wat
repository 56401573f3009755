;; unknown-wasi: needs a function of WASI that there is not.
;;
;; Build: wat2wasm unknown-wasi.wat -o unknown-wasi.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "nope" (func (param i32) (result i32)))

  (func (export "_start")
    (call $start)
    (call $end)))
