;; gc-derivatives: formulas derived, simplified and evaluated.
;;
;; Exercises: the garbage collector of the engine: structs, an array, small integers
;;            without memory (i31), casts that branch; most of what is made is dropped,
;;            and some is kept for a while in a table.
;; Workload:  300 formulas, 3 with the small workload: each is derived twice, and both
;;            derivatives evaluated at 16 points.
;; Needs:     wasmtime:wasm-gc,wasm-function-references
;; Build:     wasm-as --all-features proposals/gc-derivatives/testdata/gc-derivatives.wat
;;            -o proposals/gc-derivatives/gc-derivatives.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))

  ;; A formula is a number (i31), the variable, or a node: a sum (0) or a product (1).
  (type $var (sub final (struct)))
  (type $node (sub final (struct
    (field $op i32) (field $left (ref eq)) (field $right (ref eq)) (field $derived (mut i32)))))
  (type $tally (array (mut i32)))

  ;; The last 64 first derivatives.
  (table $kept 64 eqref)

  (memory (export "memory") 1)
  (global $state (mut i32) (i32.const 123456789))

  ;; print writes n and a newline to standard output.
  (func $print (param $n i32)
    (local $at i32)
    (local.set $at (i32.const 79))
    (i32.store8 (local.get $at) (i32.const 10))
    (loop $digit
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $n (i32.div_u (local.get $n) (i32.const 10)))
      (br_if $digit (local.get $n)))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 80) (local.get $at)))
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (then (unreachable))))

  ;; is_small: guests have one environment variable, which asks for the small workload.
  (func $is_small (result i32)
    (drop (call $environ_sizes_get (i32.const 0) (i32.const 4)))
    (i32.ne (i32.load (i32.const 0)) (i32.const 0)))

  ;; next is a 32-bit xorshift generator.
  (func $next (result i32)
    (local $x i32)
    (local.set $x (global.get $state))
    (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 13))))
    (local.set $x (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 17))))
    (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 5))))
    (global.set $state (local.get $x))
    (local.get $x))

  ;; number is a number's value, and 2^31-1, which no i31 holds, of all else.
  (func $number (param $e (ref eq)) (result i32)
    (drop
      (block $other (result (ref eq))
        (return (i31.get_s (br_on_cast_fail $other (ref eq) (ref i31) (local.get $e))))))
    (i32.const 0x7fffffff))

  ;; make simplifies while it makes a node.
  (func $make (param $op i32) (param $l (ref eq)) (param $r (ref eq)) (result (ref eq))
    (local $a i32) (local $b i32)
    (local.set $a (call $number (local.get $l)))
    (local.set $b (call $number (local.get $r)))
    (if (i32.and (i32.ne (local.get $a) (i32.const 0x7fffffff)) (i32.ne (local.get $b) (i32.const 0x7fffffff)))
      (then (return (ref.i31
        (if (result i32) (local.get $op)
          (then (i32.mul (local.get $a) (local.get $b)))
          (else (i32.add (local.get $a) (local.get $b))))))))
    (if (local.get $op)
      (then
        (if (i32.or (i32.eqz (local.get $a)) (i32.eqz (local.get $b))) (then (return (ref.i31 (i32.const 0)))))))
    ;; what changes nothing: 0 in a sum, 1 in a product
    (if (i32.eq (local.get $a) (local.get $op)) (then (return (local.get $r))))
    (if (i32.eq (local.get $b) (local.get $op)) (then (return (local.get $l))))
    (struct.new $node (local.get $op) (local.get $l) (local.get $r) (i32.const 0)))

  ;; random makes a formula of at most that depth.
  (func $random (param $depth i32) (result (ref eq))
    (local $r i32)
    (local.set $r (call $next))
    (if (i32.or (i32.eqz (local.get $depth)) (i32.eqz (i32.and (local.get $r) (i32.const 7))))
      (then
        (if (i32.and (local.get $r) (i32.const 8)) (then (return (struct.new $var))))
        (return (ref.i31 (i32.and (i32.shr_u (local.get $r) (i32.const 8)) (i32.const 15))))))
    (call $make (i32.and (i32.shr_u (local.get $r) (i32.const 4)) (i32.const 1))
      (call $random (i32.sub (local.get $depth) (i32.const 1)))
      (call $random (i32.sub (local.get $depth) (i32.const 1)))))

  (func $derive (param $e (ref eq)) (result (ref eq))
    (local $n (ref $node)) (local $l (ref eq)) (local $r (ref eq))
    (local.set $n
      (block $inner (result (ref $node))
        (drop
          (block $constant (result (ref i31))
            (drop (br_on_cast $constant (ref eq) (ref i31) (br_on_cast $inner (ref eq) (ref $node) (local.get $e))))
            (return (ref.i31 (i32.const 1)))))
        (return (ref.i31 (i32.const 0)))))
    (struct.set $node $derived (local.get $n) (i32.add (struct.get $node $derived (local.get $n)) (i32.const 1)))
    (local.set $l (struct.get $node $left (local.get $n)))
    (local.set $r (struct.get $node $right (local.get $n)))
    (if (result (ref eq)) (struct.get $node $op (local.get $n))
      (then
        (call $make (i32.const 0)
          (call $make (i32.const 1) (call $derive (local.get $l)) (local.get $r))
          (call $make (i32.const 1) (local.get $l) (call $derive (local.get $r)))))
      (else (call $make (i32.const 0) (call $derive (local.get $l)) (call $derive (local.get $r))))))

  (func $evaluate (param $e (ref eq)) (param $x i32) (result i32)
    (local $n (ref $node)) (local $a i32) (local $b i32)
    (local.set $n
      (block $inner (result (ref $node))
        (return (i31.get_s
          (block $constant (result (ref i31))
            (drop (br_on_cast $constant (ref eq) (ref i31) (br_on_cast $inner (ref eq) (ref $node) (local.get $e))))
            (return (local.get $x)))))))
    (local.set $a (call $evaluate (struct.get $node $left (local.get $n)) (local.get $x)))
    (local.set $b (call $evaluate (struct.get $node $right (local.get $n)) (local.get $x)))
    (select (i32.mul (local.get $a) (local.get $b)) (i32.add (local.get $a) (local.get $b)) (struct.get $node $op (local.get $n))))

  ;; count adds to the tally: sums, products, and how often their nodes were derived.
  (func $count (param $e (ref eq)) (param $tally (ref $tally))
    (local $n (ref $node)) (local $op i32)
    (if (i32.eqz (ref.test (ref $node) (local.get $e))) (then (return)))
    (local.set $n (ref.cast (ref $node) (local.get $e)))
    (local.set $op (struct.get $node $op (local.get $n)))
    (array.set $tally (local.get $tally) (local.get $op)
      (i32.add (array.get $tally (local.get $tally) (local.get $op)) (i32.const 1)))
    (array.set $tally (local.get $tally) (i32.const 2)
      (i32.add (array.get $tally (local.get $tally) (i32.const 2)) (struct.get $node $derived (local.get $n))))
    (call $count (struct.get $node $left (local.get $n)) (local.get $tally))
    (call $count (struct.get $node $right (local.get $n)) (local.get $tally)))

  (func (export "_start")
    (local $n i32) (local $x i32) (local $digest i32)
    (local $tally (ref $tally)) (local $e (ref eq)) (local $once (ref eq)) (local $twice (ref eq))
    (local.set $n (select (i32.const 3) (i32.const 300) (call $is_small)))
    (local.set $tally (array.new $tally (i32.const 0) (i32.const 3)))
    (call $start)
    (loop $formula
      (local.set $e (call $random (i32.const 8)))
      (local.set $once (call $derive (local.get $e)))
      (local.set $twice (call $derive (local.get $once)))
      (local.set $x (i32.const 0))
      (loop $point
        (local.set $digest
          (i32.add (i32.mul (local.get $digest) (i32.const 31))
            (i32.add (call $evaluate (local.get $once) (local.get $x)) (call $evaluate (local.get $twice) (local.get $x)))))
        (br_if $point (i32.lt_u (local.tee $x (i32.add (local.get $x) (i32.const 1))) (i32.const 16))))
      (block $empty
        (local.set $digest
          (i32.add (i32.mul (local.get $digest) (i32.const 31))
            (call $evaluate
              (br_on_null $empty (table.get $kept (i32.rem_u (local.get $n) (table.size $kept))))
              (i32.const 3)))))
      (table.set $kept (i32.rem_u (local.get $n) (table.size $kept)) (local.get $once))
      (call $count (local.get $e) (local.get $tally))
      (call $count (local.get $twice) (local.get $tally))
      (br_if $formula (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (call $end)
    (call $print (local.get $digest))
    (call $print (array.get $tally (local.get $tally) (i32.const 0)))
    (call $print (array.get $tally (local.get $tally) (i32.const 1)))
    (call $print (array.get $tally (local.get $tally) (i32.const 2)))))
