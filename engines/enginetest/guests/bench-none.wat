;; bench-none: a command that imports neither bench.start nor bench.end, and works a
;;   little.
;;
;; Build: wat2wasm bench-none.wat -o bench-none.wasm
(module
  (global $left (mut i32) (i32.const 1000))

  (func (export "_start")
    (loop $step
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (br_if $step (global.get $left)))))
