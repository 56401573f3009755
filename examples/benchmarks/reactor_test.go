package benchmarks

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

const priceList = "reactors/price-list/price-list"

// TestReactor: each call returns what a map and plain arithmetic say, and what a recorder
// expects of quotes(200000) is that.
func TestReactor(t *testing.T) {
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer rt.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, rt)
	shop, err := rt.InstantiateWithConfig(ctx, read(t, priceList+".wasm"), wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		t.Fatal(err)
	}
	call := func(name string, args ...uint64) int64 {
		results, err := shop.ExportedFunction(name).Call(ctx, args...)
		if err != nil {
			t.Fatal(err)
		}
		return int64(results[0])
	}
	quote, quotes := prices()
	for _, number := range []uint32{0, 1, 2, 8, 7*19999 + 1, 7 * 20000} {
		for _, quantity := range []uint32{0, 1, 30, 4000000000} {
			if got, want := call("quote", uint64(number), uint64(quantity)), quote(number, quantity); got != want {
				t.Errorf("quote(%d, %d) = %d, want %d", number, quantity, got, want)
			}
		}
	}
	n := 2000
	if os.Getenv("SIGHTGLASS_TESTS") != "" {
		n = 200_000
	}
	if got, want := call("quotes", uint64(n)), quotes(n); got != want {
		t.Errorf("quotes(%d) = %d, want %d", n, got, want)
	}
	_, fresh := prices()
	if got, want := strings.TrimSpace(string(read(t, priceList+".quotes.results.expected"))), strconv.FormatInt(fresh(200_000), 10); got != want {
		t.Errorf("%s.quotes.results.expected says %s, want %s", priceList, got, want)
	}
}

// prices are the functions of a new instance.
func prices() (quote func(number, quantity uint32) int64, quotes func(n int) int64) {
	const articles = 20000
	type article struct {
		cents int64
		off   [3][2]uint32 // from which quantity on, and how many percent
	}
	r, list := xorshift(2463534242), map[uint32]article{}
	for i := range uint32(articles) {
		a := article{cents: int64(100 + r.next()%100000)}
		for k := range uint32(3) {
			from := (k + 1) * (5 + r.next()%20)
			a.off[k] = [2]uint32{from, (k + 1) * (1 + r.next()%8)}
		}
		list[1+7*i] = a
	}
	quote = func(number, quantity uint32) int64 {
		a, ok := list[number]
		if !ok {
			return -1
		}
		off := uint32(0)
		for _, o := range a.off {
			if quantity >= o[0] {
				off = max(off, o[1])
			}
		}
		return a.cents * int64(quantity) * int64(100-off) / 100
	}
	return quote, func(n int) (sum int64) {
		for range n {
			number := 1 + r.next()%(articles*8)
			sum += quote(number, r.next()%60)
		}
		return sum
	}
}
