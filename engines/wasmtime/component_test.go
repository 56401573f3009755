//go:build cgo

package wasmtime

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
	"github.com/sightglass-go/sightglass/measure"
)

// The committed components are what wasmtime's library makes of their texts.
func TestComponentTexts(t *testing.T) {
	texts, err := filepath.Glob("../enginetest/guests/components/*.wat")
	if err != nil || len(texts) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(strings.TrimSuffix(name, ".wat") + ".wasm")
		if err != nil {
			t.Fatal(err)
		}
		got, err := wasmtime.Wat2Wasm(string(text))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is built into something else: %v", name, err)
		}
	}
}

// resource is the text of an instance that has one resource, and of another that
// returns it from a function.
func resource(in, name, from, function, result string) string {
	first := fmt.Sprintf(`(import "%s@0.2.0" (instance $i (export %q (type (sub resource)))))`, in, name)
	if from == "" {
		return first
	}
	return first + fmt.Sprintf(` (alias export $i %q (type $r)) (import "%s@0.2.0" (instance (export %q (type $t (eq $r))) (export %q (func (result %s)))))`,
		name, from, name, function, result)
}

// wasip2 is what the linker has: each of these components can be instantiated, whose
// imports are those of the interfaces' own texts.
func TestComponentInterfaces(t *testing.T) {
	function := func(in, name, of string) string {
		return fmt.Sprintf(`(import "%s@0.2.0" (instance (export %q (func %s))))`, in, name, of)
	}
	e := native.NewEngine(native.NewConfig())
	defer e.Close()
	l, err := e.NewComponentLinker()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	instantiate := func(text string) (lacking string, err error) {
		wasm, err := wasmtime.Wat2Wasm("(component " + text + ")")
		if err != nil {
			t.Fatal(err)
		}
		c, err := e.CompileComponent(wasm)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		parsed, err := inspect.ParseComponent(wasm)
		if err != nil {
			t.Fatal(err)
		}
		i := new(native.ComponentInstance)
		err = i.Instantiate(e, l, c, native.NewWASI(), false)
		i.Close()
		return lackingOf(parsed), err
	}
	all := ""
	for _, text := range []string{
		function("wasi:cli/environment", "initial-cwd", "(result (option string))"),
		function("wasi:cli/exit", "exit", `(param "status" (result))`),
		resource("wasi:io/streams", "input-stream", "wasi:cli/stdin", "get-stdin", "(own $t)"),
		resource("wasi:io/streams", "output-stream", "wasi:cli/stdout", "get-stdout", "(own $t)"),
		resource("wasi:io/streams", "output-stream", "wasi:cli/stderr", "get-stderr", "(own $t)"),
		resource("wasi:cli/terminal-input", "terminal-input", "wasi:cli/terminal-stdin", "get-terminal-stdin", "(option (own $t))"),
		resource("wasi:cli/terminal-output", "terminal-output", "wasi:cli/terminal-stdout", "get-terminal-stdout", "(option (own $t))"),
		resource("wasi:cli/terminal-output", "terminal-output", "wasi:cli/terminal-stderr", "get-terminal-stderr", "(option (own $t))"),
		function("wasi:clocks/monotonic-clock", "now", "(result u64)"),
		`(import "wasi:clocks/wall-clock@0.2.0" (instance (type $d (record (field "seconds" u64) (field "nanoseconds" u32)))
			(export "datetime" (type $t (eq $d))) (export "now" (func (result $t)))))`,
		resource("wasi:filesystem/types", "descriptor", "wasi:filesystem/preopens", "get-directories", "(list (tuple (own $t) string))"),
		resource("wasi:io/error", "error", "", "", ""),
		resource("wasi:io/poll", "pollable", "", "", ""),
		function("wasi:random/insecure", "get-insecure-random-u64", "(result u64)"),
		function("wasi:random/insecure-seed", "insecure-seed", "(result (tuple u64 u64))"),
		function("wasi:random/random", "get-random-u64", "(result u64)"),
		resource("wasi:sockets/network", "network", "wasi:sockets/instance-network", "instance-network", "(own $t)"),
		resource("wasi:sockets/ip-name-lookup", "resolve-address-stream", "", "", ""),
		resource("wasi:sockets/tcp", "tcp-socket", "", "", ""),
		resource("wasi:sockets/udp", "udp-socket", "", "", ""),
	} {
		if all += text; strings.Contains(text, "func") {
			text = strings.Replace(text, "@0.2.0", "@0.2.3", 1) // a later version of 0.2 is had, too
		}
		if lacking, err := instantiate(text); lacking != "" || err != nil {
			t.Errorf("%s: lacks %q, error %v", text, lacking, err)
		}
	}
	for _, name := range wasip2 {
		if creates := strings.HasSuffix(name, "-create-socket"); !creates && !strings.Contains(all, name+"@") {
			t.Errorf("%s is not tried", name)
		}
	}
	for _, text := range []string{function("wasi:http/types", "no-such", ""), function("wasi:cli/run", "run", "(result (result))"), function("wasi:random/random", "no-such", "")} {
		lacking, err := instantiate(text)
		if err == nil || !errors.Is(componentInstantiateError(err), engines.ErrImport) || (lacking == "") != strings.Contains(text, "random") {
			t.Errorf("%s: lacks %q, error %v", text, lacking, err)
		}
	}
	if lacking, err := instantiate(`(import "example:host/types" (instance (type $u u32) (export "t" (type (eq $u)))))`); lacking != "" || err != nil {
		t.Errorf("an interface of types is lacking: %q, %v", lacking, err)
	}
}

// Fuel is counted in components, too: of a call of each of the two imported functions
// noop burns as much as the module of that name, and work what its loop takes.
func TestComponentFuel(t *testing.T) {
	count := func(guest string) uint64 {
		m := kit.Compile(t, kit.Kit{Open: Open, Flags: "fuel"}.Engine(t), guests.Wasm("components/"+guest))
		fuel, err := measure.Open(measure.Fuel.Name)
		if err != nil {
			t.Fatal(err)
		}
		defer fuel.Close()
		i, _ := kit.Instance(t, m, engines.Host{Bench: engines.NewBench(fuel)})
		if err := errors.Join(engines.Bind(fuel, i), i.Run(t.Context())); err != nil {
			t.Fatal(err)
		}
		defer engines.Bind(fuel, nil)
		r, err := fuel.Readings(nil)
		if err != nil {
			t.Fatal(err)
		}
		return r[0].Count
	}
	// 1000 rounds of nine operators that cost one each: local.get, i32.const, i32.add,
	// local.set, local.get, i32.const, i32.lt_u, br_if and, in all rounds, nothing for loop.
	if noop, work := count("noop"), count("work"); work-noop != 8000 {
		t.Errorf("noop burns %d, work %d; want 8000 more", noop, work)
	}
}

// What of a component cannot be counted says why, and its code has a size.
func TestComponentSizes(t *testing.T) {
	e := kit.Kit{Open: Open}.Engine(t)
	size := func(guest string) uint64 {
		m := kit.Compile(t, e, guests.Wasm("components/"+guest))
		n, err := m.(engines.SizedModule).CodeSize(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := engines.CodeOf(m); !errors.Is(err, measure.ErrUnavailable) {
			t.Errorf("the code of %s lies somewhere, error %v", guest, err)
		}
		i, _ := kit.Instance(t, m, engines.Host{})
		if err := i.(engines.Uncounted).Uncounted(measure.GuestMemory.Name); err == nil {
			t.Error("the memory of a component is counted")
		}
		return n
	}
	if noop, work := size("noop"), size("work"); noop == 0 || work <= noop {
		t.Errorf("noop has %d bytes of code, work %d", noop, work)
	}
}
