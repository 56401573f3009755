;; never-starts: calls neither bench.start nor bench.end.
;;
;; Build: wat2wasm never-starts.wat -o never-starts.wasm
(module
  (import "bench" "start" (func $start))
  (import "bench" "end" (func $end))

  (func (export "_start")))
