package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/abilities"
	"github.com/sightglass-go/sightglass/measure/registry"
)

// TestEnginesTable: the README's table of engines says what they can do here, now.
//
//	go test ./examples/sightglass -run TestEnginesTable -update
func TestEnginesTable(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the table is that of Linux on amd64: run it there")
	}
	const begin, end = "<!-- engines: go test ./examples/sightglass -run TestEnginesTable -update -->\n", "<!-- end of engines -->\n"
	var table strings.Builder
	for _, e := range [][2]string{{"wazero", ""}, {"wazero", "interpreter"}, {"wasmtime", ""}} {
		a, err := abilities.Of(t.Context(), func(ctx context.Context, flags string) (engines.Engine, error) { return engines.Open(ctx, e[0], flags) }, e[1])
		if errors.Is(err, engines.ErrUnavailable) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		head, rule, row := "| engine |", "|---|", "| `"+registry.Typed(e[0], e[1])+"` "+a.Engine.Version+" |"
		for _, line := range a.Lines() {
			head, rule, row = head+" "+line[0]+" |", rule+"---|", row+" "+line[1]+" |"
		}
		if table.Len() == 0 {
			table.WriteString(head + "\n" + rule + "\n")
		}
		table.WriteString(row + "\n")
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	got, after, ok2 := strings.Cut(rest, end)
	switch {
	case !ok || !ok2:
		t.Fatalf("README.md has no lines %q and %q", begin, end)
	case got == table.String():
	case *update:
		if err := os.WriteFile("README.md", []byte(before+begin+table.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the table of engines is stale: go test ./examples/sightglass -run TestEnginesTable -update\n%s", table.String())
	}
}
