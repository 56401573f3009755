package report

import (
	"strings"
	"testing"
)

func TestGrid(t *testing.T) {
	header := []string{"engine", "what it is", "median", "mean_deviation"}
	rows := [][]string{{"wasmtime [api=wasmtime-go]", "a long text of some words", "12,345", "1.5"}, {"w", "", "-", "22.25"}, {"short"}}
	for _, tt := range []struct {
		width int
		want  string
	}{
		{100, `
┌────────────────────────────┬───────────────────────────┬────────┬────────────────┐
│ engine                     │ what it is                │ median │ mean_deviation │
├────────────────────────────┼───────────────────────────┼────────┼────────────────┤
│ wasmtime [api=wasmtime-go] │ a long text of some words │ 12,345 │            1.5 │
│ w                          │                           │      - │          22.25 │
│ short                      │                           │        │                │
└────────────────────────────┴───────────────────────────┴────────┴────────────────┘
`},
		{60, `
┌───────────────────┬─────────────┬────────┬───────────┐
│ engine            │ what it is  │ median │     mean_ │
│                   │             │        │ deviation │
├───────────────────┼─────────────┼────────┼───────────┤
│ wasmtime          │ a long text │ 12,345 │       1.5 │
│ [api=wasmtime-go] │ of some     │        │           │
│                   │ words       │        │           │
│ w                 │             │      - │     22.25 │
│ short             │             │        │           │
└───────────────────┴─────────────┴────────┴───────────┘
`},
		{40, `
┌───────────────────┬────────┬────────┐
│ engine            │ what   │ median │
│                   │ it is  │        │
├───────────────────┼────────┼────────┤
│ wasmtime          │ a long │ 12,345 │
│ [api=wasmtime-go] │ text   │        │
│                   │ of     │        │
│                   │ some   │        │
│                   │ words  │        │
│ w                 │        │      - │
│ short             │        │        │
└───────────────────┴────────┴────────┘
┌───────────────────┬────────────────┐
│ engine            │ mean_deviation │
├───────────────────┼────────────────┤
│ wasmtime          │            1.5 │
│ [api=wasmtime-go] │                │
│ w                 │          22.25 │
│ short             │                │
└───────────────────┴────────────────┘
`},
	} {
		got := "\n" + Grid(Screen{Width: tt.width}, 1, Cells(header), rows)
		checkWidth(t, got, tt.width)
		if got != tt.want {
			t.Errorf("%d columns:%s", tt.width, got)
		}
		for _, number := range []string{"12,345", "1.5", "22.25"} {
			if !strings.Contains(got, " "+number+" ") {
				t.Errorf("%d columns: %s is broken", tt.width, number)
			}
		}
	}
	if got := Grid(Screen{Width: 10, ASCII: true, Color: true}, 3, Cells([]string{"a"}), nil); sgr.ReplaceAllString(got, "") != "+---+\n| a |\n+---+\n+---+\n" {
		t.Errorf("%q", got)
	}
	if got := Grid(Screen{}, 0, Cells([]string{"a"}), [][]string{{"\x1b[2J"}}); strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}
