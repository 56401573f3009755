;; exceptions-legacy: throws and catches an exception with the instructions that came
;;   before the standard.
;;
;; Build: wat2wasm --enable-exceptions exceptions-legacy.wat -o exceptions-legacy.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (tag $oops (param i32))

  (func $thrower (param i32)
    (throw $oops (local.get 0)))

  (func (export "_start")
    (call $start)
    (try (result i32)
      (do
        (call $thrower (i32.const 42))
        (i32.const 0))
      (catch $oops))
    (if (i32.ne (i32.const 42)) (then unreachable))
    (call $end)))
