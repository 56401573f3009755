;; unknown-import-memory: needs a memory env.memory that no host has.
;;
;; Build: wat2wasm unknown-import-memory.wat -o unknown-import-memory.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "env" "memory" (memory 1))

  (func (export "_start")
    (call $start)
    (call $end)))
