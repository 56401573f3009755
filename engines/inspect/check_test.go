package inspect_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// sentinels are all that a check can find, to see that it finds no more than
// it should.
var sentinels = []error{inspect.ErrNoBenchImports, inspect.ErrBenchType, inspect.ErrNoEntry,
	inspect.ErrEntryType, inspect.ErrArgs}

func checkError(t *testing.T, err error, want []error, says string) {
	t.Helper()
	if (err == nil) != (len(want) == 0) {
		t.Fatalf("got %v, want %v", err, want)
	}
	for _, s := range sentinels {
		wanted := false
		for _, w := range want {
			wanted = wanted || s == w
		}
		if errors.Is(err, s) != wanted {
			t.Errorf("%v: errors.Is(err, %q) = %v", err, s, !wanted)
		}
	}
	if err != nil && !strings.Contains(err.Error(), says) {
		t.Errorf("%q does not say %q", err, says)
	}
	if err != nil && strings.Contains(err.Error(), "\n") {
		t.Errorf("%q has more than one line", err)
	}
}

// Of a module with the imports of a benchmark and one function, number 2.
var (
	types = sec(1, "\x02", proc, "\x60\x01\x7f\x00")
	both  = sec(2, "\x02", benchStart+"\x00", benchEnd+"\x00")
	fn    = sec(3, "\x01\x00")
)

func TestChecks(t *testing.T) {
	entry := sec(7, "\x01\x06_start\x00\x02")
	one := func(err ...error) []error { return err }
	for _, tt := range []struct {
		name               string
		wasm               []byte
		benchmark, command []error
		says               string // by CheckBenchmark
	}{
		{"benchmark", file(types, both, fn, entry), nil, nil, ""},
		{"no imports", file(types, fn, sec(7, "\x01\x06_start\x00\x00")), one(inspect.ErrNoBenchImports), nil,
			"does not import `bench.start` and `bench.end`"},
		{"no end", file(types, sec(2, "\x01", benchStart+"\x00"), fn, sec(7, "\x01\x06_start\x00\x01")),
			one(inspect.ErrNoBenchImports), nil, "does not import `bench.end`"},
		{"typed start", file(types, sec(2, "\x02", benchStart+"\x01", benchEnd+"\x00"), fn, entry),
			one(inspect.ErrBenchType), one(inspect.ErrBenchType), "import `bench.start` has type (i32) -> (); want () -> ()"},
		{"memory for start", file(types, sec(2, "\x02\x05bench\x05start\x02\x00\x01", benchEnd+"\x00"), fn, sec(7, "\x01\x06_start\x00\x01")),
			one(inspect.ErrBenchType), one(inspect.ErrBenchType), "`bench.start` is a memory"},
		{"second start typed", file(types, sec(2, "\x03", benchStart+"\x00", benchStart+"\x01", benchEnd+"\x00"), fn, sec(7, "\x01\x06_start\x00\x03")),
			one(inspect.ErrBenchType), one(inspect.ErrBenchType), ""},
		{"no entry", file(types, both, fn), one(inspect.ErrNoEntry), one(inspect.ErrNoEntry), "exports no function"},
		{"other entry", file(types, both, fn, sec(7, "\x02\x03run\x00\x02\x06memory\x02\x00")),
			one(inspect.ErrNoEntry), one(inspect.ErrNoEntry), "it exports `run` () -> ()"},
		{"reactor", file(types, both, fn, sec(7, "\x01\x0b_initialize\x00\x02")),
			one(inspect.ErrNoEntry), one(inspect.ErrNoEntry), "name the function to call"},
		{"reactor and command", file(types, both, fn, sec(7, "\x02\x0b_initialize\x00\x02\x06_start\x00\x02")), nil, nil, ""},
		{"a memory by the name of a reactor's function", file(types, both, fn, sec(7, "\x02\x0b_initialize\x02\x00\x06_start\x00\x02")), nil, nil, ""},
		{"typed _initialize", file(types, both, sec(3, "\x02\x00\x01"), sec(7, "\x02\x0b_initialize\x00\x03\x06_start\x00\x02")),
			one(inspect.ErrEntryType), one(inspect.ErrEntryType), "export `_initialize` has type (i32) -> (); want () -> ()"},
		{"object file", file(types, both, fn, sec(0, "\x07linking")),
			one(inspect.ErrNoEntry), one(inspect.ErrNoEntry), "link it first"},
		{"typed entry", file(types, both, sec(3, "\x01\x01"), entry),
			one(inspect.ErrEntryType), one(inspect.ErrEntryType), "export `_start` has type (i32) -> (); want () -> ()"},
		{"entry is a memory", file(types, both, sec(7, "\x01\x06_start\x02\x00")),
			one(inspect.ErrEntryType), one(inspect.ErrEntryType), "`_start` is a memory"},
		{"everything", file(types, sec(2, "\x01", benchStart+"\x01")),
			one(inspect.ErrNoBenchImports, inspect.ErrBenchType, inspect.ErrNoEntry),
			one(inspect.ErrBenchType, inspect.ErrNoEntry), "; "},
		{"types unknown", file(sec(1, "\x01\x41"), both, fn, entry), nil, nil, ""},
		{"imports unknown", file(types, sec(2, "\x01\x01a\x01b\x33"), fn, entry), nil, nil, ""},
		{"exports unknown", file(types, both, fn, sec(7, "\x02\x01a\x09\x00\x06_start\x00\x02")), nil, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := mustParse(t, tt.wasm)
			checkError(t, inspect.CheckBenchmark(m), tt.benchmark, tt.says)
			checkError(t, inspect.CheckCommand(m), tt.command, "")
		})
	}
}

func TestOffersAreCapped(t *testing.T) {
	long := strings.Repeat("n\x01", 30)
	exports := "\x0c\x3c" + long + "\x00\x00" + strings.Repeat("\x01f\x00\x00", 11)
	m := mustParse(t, file(sec(1, "\x01", proc), sec(3, "\x01\x00"), sec(7, exports)))
	err := inspect.CheckCommand(m)
	checkError(t, err, []error{inspect.ErrNoEntry}, "and 4 more")
	if strings.ContainsRune(err.Error(), 1) {
		t.Errorf("%q holds control characters", err)
	}
}

func TestCheckEntry(t *testing.T) {
	m := mustParse(t, file(
		sec(1, "\x01\x60\x02\x7f\x7e\x01\x7d"),
		sec(3, "\x01\x00"),
		sec(7, "\x02\x01f\x00\x00\x01m\x02\x00"),
	))
	ft, err := inspect.CheckEntry(m, "f")
	checkError(t, err, nil, "")
	if ft.String() != "(i32, i64) -> (f32)" {
		t.Errorf("the type is %s", ft)
	}
	reactor := mustParse(t, file(types, both, fn, sec(7, "\x02\x0b_initialize\x00\x02\x03run\x00\x02")))
	_, err = inspect.CheckEntry(reactor, "run")
	checkError(t, err, nil, "")
	_, err = inspect.CheckEntry(reactor, inspect.Initialize)
	checkError(t, err, []error{inspect.ErrEntryType}, "record the phase Instantiation")
	checkError(t, inspect.CheckReactor(reactor), nil, "")
	checkError(t, inspect.CheckReactor(m), []error{inspect.ErrNoEntry}, "does not export `_initialize`")
	typed := mustParse(t, file(types, both, sec(3, "\x02\x00\x01"), sec(7, "\x02\x0b_initialize\x00\x03\x03run\x00\x02")))
	_, err = inspect.CheckEntry(typed, "run")
	checkError(t, err, []error{inspect.ErrEntryType}, "export `_initialize` has type (i32) -> ()")
	checkError(t, inspect.CheckReactor(typed), []error{inspect.ErrEntryType}, "export `_initialize` has type (i32) -> ()")
	_, err = inspect.CheckEntry(m, "g")
	checkError(t, err, []error{inspect.ErrNoEntry}, "does not export `g`; it exports `f` (i32, i64) -> (f32)")
	_, err = inspect.CheckEntry(m, "m")
	checkError(t, err, []error{inspect.ErrEntryType}, "is a memory")
}
