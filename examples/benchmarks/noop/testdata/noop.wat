;; noop: an empty window.
;;
;; Exercises: nothing; what is left in its Execution is what measuring costs,
;;            and its Compilation and Instantiation are the least there can be.
;; Workload:  the same, default or small: no work, no input, no output, no WASI.
;; Build:     wat2wasm noop/testdata/noop.wat -o noop/noop.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (func (export "_start")
    call $start
    call $end))
