;; gc: makes a struct, an array and a small integer, and casts.
;;
;; Build: the Wat2Wasm of wasmtime-go v39.0.1; see README.md
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (rec
    (type $point (sub (struct (field $x i32) (field $y (mut i32)))))
    (type $point3 (sub $point (struct (field $x i32) (field $y (mut i32)) (field $z i32)))))
  (type $bytes (array (mut i8)))

  (func $must (param i32)
    (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start")
    (local $p (ref null $point))
    (local $b (ref null $bytes))
    (call $start)
    (local.set $p (struct.new $point3 (i32.const 1) (i32.const 2) (i32.const 3)))
    (struct.set $point $y (local.get $p) (i32.const 39))
    (local.set $b (array.new $bytes (i32.const 0x1ff) (i32.const 10)))
    (call $must
      (i32.eq (i32.const 42)
        (i32.add
          (struct.get $point $y (local.get $p))
          (struct.get $point3 $z (ref.cast (ref $point3) (local.get $p))))))
    (call $must
      (i32.eq (i32.const 255) (array.get_u $bytes (local.get $b) (i32.const 9))))
    (call $must (i32.eq (i32.const -5) (i31.get_s (ref.i31 (i32.const -5)))))
    (call $end)))
