;; touch-memory: grows its memory by 64 MiB in the window, and writes to each page of the machine's of it.
;;
;; Build: wat2wasm touch-memory.wat -o touch-memory.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory (export "memory") 1)

  (func (export "_start")
    (local $at i32)
    (call $start)
    (if (i32.eq (memory.grow (i32.const 1024)) (i32.const -1)) (then unreachable))
    (local.set $at (i32.const 65536))
    (loop $pages
      (i32.store8 (local.get $at) (i32.const 1))
      (local.set $at (i32.add (local.get $at) (i32.const 4096)))
      (br_if $pages (i32.lt_u (local.get $at) (i32.const 67174400))))
    (call $end)))
