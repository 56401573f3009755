package record

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// bothWays reads the text with and without the shortcut for repeated lines,
// and says where they differ.
func bothWays(text string) error {
	read := func(shortcut bool) (rows []Row, errs []string) {
		r := NewReader(strings.NewReader(text), "text", CSV)
		if err := r.begin(false); err != nil {
			return nil, []string{err.Error()}
		}
		if !shortcut {
			r.dec.(*csvDecoder).repeats = nil
		}
		for row, err := range r.All() {
			if err != nil {
				errs = append(errs, err.Error())
				continue
			}
			rows = append(rows, row)
		}
		return rows, errs
	}
	rows, errs := read(true)
	longRows, longErrs := read(false)
	if !reflect.DeepEqual(rows, longRows) || !reflect.DeepEqual(errs, longErrs) {
		return fmt.Errorf("%q:\nshortcut %+v\n%q\nlong way %+v\n%q", text, rows, errs, longRows, longErrs)
	}
	return nil
}

// TestRepeats: whatever follows a plain line, it is read as without the
// shortcut.
func TestRepeats(t *testing.T) {
	const first = "x86_64,e,-O 2,w.wasm,1,0,Execution,cycles,5\n"
	for _, next := range []string{
		first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,6",
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,6\r\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,6\r",
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,6\r\r\n",
		"x86_64,e,-O 2,w.wasm,1,1,Compilation,cycles,6\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,compilation,cycles,6\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,6,\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,6,7\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,-6\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,6.5\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles, 6\n" + first,
		"x86_64,e,-O 2,w.wasm,,1,Execution,cycles,6\n" + first,
		"x86_64,e,-O 2,w.wasm,1,,Execution,cycles,6\n" + first,
		"x86_64,e,-O 2,w.wasm,1\n" + first,
		"x86_64,e,-O 2,w.wasm,\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,\"cycles\",6\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,\"cyc\nles\",6\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Execution,cycles,\"6\"\n" + first,
		"x86_64,e,-O 2,w.wasm,1,1,Nonsense,cycles,6\n" + first,
		"x86_64,e,w.wasm,1,1,Execution,cycles,6\nx86_64,e,w.wasm,1,2,Execution,cycles,6\n" + first,
		"x86_64,e,-O 2,w.wasm,18446744073709551615,1,Execution,cycles,18446744073709551616\n" + first,
		"x86_64,e,-O 2,w.wasm,9999999999999999999,1,Execution,cycles,10000000000000000000\n" + first,
		"x86_64,e,-O 2,w.wasm,00000000000000000000001,1,Execution,cycles,00000000000000000000002\n" + first,
		"\ufeff" + first + "\ufeff\ufeff" + first + "\ufeff\ufeff" + first + "\ufeff" + first + first,
		"\n \n" + first,
		"count,event,phase,iteration,process,wasm,engine_flags,engine,arch\n" + first + "5,cycles,Execution,1,2,w,f,e,a\n",
		"arch,engine,engine_flags,wasm,iteration,process,phase,event,count\n" + first + first,
		"arch,engine,engine_flags,wasm,iteration,process,phase\n" + first + first,
		strings.Join(columnNames[:], ",") + "\n" + first + first,
	} {
		if err := bothWays(first + next); err != nil {
			t.Error(err)
		}
	}
	var many strings.Builder // more pairs than are known at once
	for i := range 5 * maxPairs {
		fmt.Fprintf(&many, "a,e,f,w,1,%d,Execution,event%d,%d\n", i, i%(maxPairs+3), i)
	}
	if err := bothWays(many.String()); err != nil {
		t.Error(err)
	}
}

func FuzzRepeats(f *testing.F) {
	seed(f, "a,b,c,d,1,2,Execution,e,3\na,b,c,d,1,3,Execution,e,4\na,b,c,d,1,3,Execution,f,4\n",
		"a,b,d,1,2,Execution,e,3\na,b,d,1,3,Execution,e,4\na,b,\"d\",1,3,Execution,f,4\n")
	f.Fuzz(func(t *testing.T, input []byte) {
		for _, text := range []string{string(input), string(input) + "\n" + string(input)} {
			if err := bothWays(text); err != nil {
				t.Fatal(err)
			}
		}
	})
}
