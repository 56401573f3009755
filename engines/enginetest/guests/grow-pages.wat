;; grow-pages: has 3 pages of memory when it is instantiated, 8 at the end of the window, 15 at its own.
;;
;; Build: wat2wasm grow-pages.wat -o grow-pages.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (memory (export "memory") 2)

  (func $grow (param i32)
    (if (i32.eq (memory.grow (local.get 0)) (i32.const -1)) (then unreachable)))
  (func $init
    (call $grow (i32.const 1)))
  (start $init)

  (func (export "_start")
    (call $start)
    (call $grow (i32.const 5))
    (call $end)
    (call $grow (i32.const 7))))
