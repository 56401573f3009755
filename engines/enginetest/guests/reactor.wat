;; reactor: a library: _initialize has to be called before anything else, and
;;   only once; it has no _start.
;;
;; Build: wat2wasm reactor.wat -o reactor.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (global $ready (mut i32) (i32.const 0))

  (func (export "_initialize")
    (if (global.get $ready) (then unreachable))
    (global.set $ready (i32.const 1)))

  ;; How often _initialize was called.
  (func (export "state") (result i32)
    (global.get $ready))

  ;; Twice its argument, if it was initialised; with a window of its own.
  (func (export "work") (param i32) (result i32)
    (if (i32.eqz (global.get $ready)) (then unreachable))
    (call $start)
    (call $end)
    (i32.mul (local.get 0) (i32.const 2)))

  (func (export "many") (result i32 i64 f32 f64)
    (i32.const -1) (i64.const -2) (f32.const nan) (f64.const -0.5)))
