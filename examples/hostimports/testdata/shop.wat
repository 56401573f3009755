;; shop: a library that asks its host for prices.
;;
;; Build: wat2wasm examples/hostimports/testdata/shop.wat -o examples/hostimports/shop.wasm
(module
  (import "env" "now_price" (func $now_price (param i32) (result i64)))

  ;; total adds the prices of the articles 1 to n.
  (func (export "total") (param $n i32) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (call $now_price (local.get $n))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
