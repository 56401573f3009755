;; reactor-command: _initialize and _start, which traps unless the other was called
;;   before, once.
;;
;; Build: wat2wasm reactor-command.wat -o reactor-command.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (global $ready (mut i32) (i32.const 0))

  (func (export "_initialize")
    (global.set $ready (i32.add (global.get $ready) (i32.const 1))))

  (func (export "_start")
    (if (i32.ne (global.get $ready) (i32.const 1)) (then unreachable))
    (call $start)
    (call $end)))
