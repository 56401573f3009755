;; start-not-func: a _start that is a memory.
;;
;; Build: wat2wasm start-not-func.wat -o start-not-func.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory (export "_start") 1))
