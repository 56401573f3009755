// Package bench brackets the work that a benchmark written in Go measures:
//
//	func main() {
//		input := prepare() // not measured
//		bench.Start()
//		result := work(bench.BlackBox(input))
//		bench.BlackBox(result)
//		bench.End()
//		fmt.Println(result) // not measured, and compared with what is expected
//	}
//
// Build it with
//
//	GOOS=wasip1 GOARCH=wasm go build -ldflags="-s -w" -o mine.wasm
//
// and see whether it is a benchmark with
//
//	sightglass validate mine.wasm
//
// Start and End must be called once each, in this order. On other systems than
// wasip1 they do nothing, so that the same program runs natively too.
//
// The garbage collector may run in between, as it does in any program. Call
// runtime.GC before Start if the work should begin with an empty heap. Files lie
// in the folder ".", which Go for wasip1 opens with os.OpenRoot("."); os.ReadFile
// does not find them.
package bench

// BlackBox returns x, and the compiler knows neither that it does nor what it
// returns. Put inputs through it behind Start, or the work may be done when the
// program is compiled or before Start; put results through it before End, or
// work that nobody needs may be dropped or come after it. It costs a call.
//
// TinyGo's optimiser can see through it. There, make results part of what the
// program prints, and read inputs from files.
//
//go:noinline
func BlackBox[T any](x T) T { return x }
