;; exceptions-parser: arithmetic read from text, some of which is wrong.
;;
;; Exercises: exceptions that are thrown through many calls, and caught by kind, with a
;;            value; recursive descent and loads of single bytes beside.
;; Workload:  40,000 texts, 400 with the small workload, of up to 64 numbers.
;; Needs:     wazero wasmtime:wasm-exceptions
;; Build:     wasm-as --all-features proposals/exceptions-parser/testdata/exceptions-parser.wat
;;            -o proposals/exceptions-parser/exceptions-parser.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))

  (tag $bad (param i32))  ;; where there is no number
  (tag $zero (param i32)) ;; where something is divided by zero

  (memory (export "memory") 1)
  (global $state (mut i32) (i32.const 987654321))
  (global $at (mut i32) (i32.const 0)) ;; the next byte

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

  (func $put (param $c i32)
    (i32.store8 (global.get $at) (local.get $c))
    (global.set $at (i32.add (global.get $at) (i32.const 1))))

  ;; write writes a formula of that depth: a digit, now and then what is none, or
  ;; (formula operator formula).
  (func $write (param $depth i32)
    (local $r i32)
    (local.set $r (call $next))
    (if (i32.eqz (local.get $depth))
      (then
        (call $put
          (select (i32.const 63) (i32.add (i32.const 48) (i32.rem_u (i32.shr_u (local.get $r) (i32.const 8)) (i32.const 10)))
            (i32.eqz (i32.rem_u (local.get $r) (i32.const 97)))))
        (return)))
    (call $put (i32.const 40))
    (call $write (i32.sub (local.get $depth) (i32.const 1)))
    ;; of the four of "+-*/", the last one seldom
    (call $put (i32.load8_u (i32.add (i32.const 512) (i32.and (i32.shr_u (local.get $r) (i32.const 9)) (i32.const 15)))))
    (call $write (i32.sub (local.get $depth) (i32.const 1)))
    (call $put (i32.const 41)))
  (data (i32.const 512) "+-*+-*+-*+-*+-*/")

  ;; read is the value of the formula that comes next.
  (func $read (result i32)
    (local $c i32) (local $place i32) (local $a i32) (local $b i32) (local $operator i32)
    (local.set $place (global.get $at))
    (local.set $c (i32.load8_u (local.get $place)))
    (global.set $at (i32.add (local.get $place) (i32.const 1)))
    (if (i32.ne (local.get $c) (i32.const 40))
      (then
        (local.set $c (i32.sub (local.get $c) (i32.const 48)))
        (if (i32.gt_u (local.get $c) (i32.const 9))
          (then (throw $bad (i32.sub (local.get $place) (i32.const 1024)))))
        (return (local.get $c))))
    (local.set $a (call $read))
    (local.set $operator (i32.load8_u (global.get $at)))
    (global.set $at (i32.add (global.get $at) (i32.const 1)))
    (local.set $b (call $read))
    (global.set $at (i32.add (global.get $at) (i32.const 1)))
    (if (i32.eq (local.get $operator) (i32.const 43)) (then (return (i32.add (local.get $a) (local.get $b)))))
    (if (i32.eq (local.get $operator) (i32.const 45)) (then (return (i32.sub (local.get $a) (local.get $b)))))
    (if (i32.eq (local.get $operator) (i32.const 42)) (then (return (i32.mul (local.get $a) (local.get $b)))))
    (if (i32.eqz (local.get $b)) (then (throw $zero (i32.sub (local.get $place) (i32.const 1024)))))
    (i32.div_u (local.get $a) (local.get $b)))

  (func (export "_start")
    (local $n i32) (local $good i32) (local $bad i32) (local $zero i32) (local $digest i32) (local $value i32)
    (local.set $n (select (i32.const 400) (i32.const 40000) (call $is_small)))
    (call $start)
    (loop $text
      (global.set $at (i32.const 1024))
      (call $write (i32.add (i32.const 1) (i32.rem_u (call $next) (i32.const 6))))
      (global.set $at (i32.const 1024))
      (block $done
        (local.set $value
          (block $is_zero (result i32)
            (local.set $value
              (block $is_bad (result i32)
                (local.set $value
                  (try_table (result i32) (catch $bad $is_bad) (catch $zero $is_zero) (call $read)))
                (local.set $good (i32.add (local.get $good) (i32.const 1)))
                (br $done)))
            (local.set $bad (i32.add (local.get $bad) (i32.const 1)))
            (br $done)))
        (local.set $zero (i32.add (local.get $zero) (i32.const 1))))
      (local.set $digest (i32.add (i32.mul (local.get $digest) (i32.const 31)) (local.get $value)))
      (br_if $text (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (call $end)
    (call $print (local.get $good))
    (call $print (local.get $bad))
    (call $print (local.get $zero))
    (call $print (local.get $digest))))
