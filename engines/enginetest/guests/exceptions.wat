;; exceptions: throws an exception through a call and catches it.
;;
;; Build: the Wat2Wasm of wasmtime-go v39.0.1; see README.md
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (tag $oops (param i32))

  (func $thrower (param i32)
    (throw $oops (local.get 0)))

  (func (export "_start")
    (call $start)
    (block $caught (result i32)
      (try_table (catch $oops $caught)
        (call $thrower (i32.const 42)))
      (unreachable))
    (if (i32.ne (i32.const 42)) (then unreachable))
    (call $end)))
