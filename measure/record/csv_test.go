package record

import (
	"errors"
	"strings"
	"testing"
)

func TestReadCSV(t *testing.T) {
	const (
		head9 = "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n"
		head8 = "arch,engine,wasm,process,iteration,phase,event,count\n"
		line9 = "x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,56\n"
		line8 = "x86_64,wasmtime,noop.wasm,7,1,Execution,cycles,56\n"
		flagd = "x86_64,wasmtime,-O 2,noop.wasm,7,1,Execution,cycles,56\n"
	)
	one := []Row{row()}
	two := []Row{row(), row()}
	tests := []struct {
		name, input string
		want        []Row
		errs        []string
	}{
		{"empty", "", nil, nil},
		{"header alone", head9, nil, nil},
		{"nine columns", head9 + line9, one, nil},
		{"nine columns, no header", line9, one, nil},
		{"eight columns", head8 + line8, one, nil},
		{"eight columns, no header", line8, one, nil},
		{"both, no header", line8 + flagd, []Row{row(), row(flags("-O 2"))}, nil},
		{"no final newline", line9 + strings.TrimSpace(line9), one, []string{"file:2: the last line has no end"}},
		{"CRLF", strings.ReplaceAll(head9+line9, "\n", "\r\n"), one, nil},
		{"CR at the end", "x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,56\r", one, nil},
		{"byte order mark", "\ufeff" + head9 + line9, one, nil},
		{"byte order mark, no header", "\ufeff" + line9, one, nil},
		{"blank lines", "\n" + line9 + " \t\n\r\n" + line9 + "\n", two, nil},
		{"concatenated", head9 + line9 + head9 + line9, two, nil},
		{"concatenated, marks", head9 + line9 + "\ufeff" + head9 + line9 + "\ufeff" + line9, []Row{row(), row(), row()}, nil},
		{"concatenated, both forms", head9 + line9 + head8 + line8, two, nil},
		{"header missing in the second", head9 + line9 + line8, two, nil},
		{"columns in another order", "count,event,phase,iteration,process,wasm,engine_flags,engine,arch\n" +
			"56,cycles,Execution,1,7,noop.wasm,,wasmtime,x86_64\n" + head9 + line9, two, nil},
		{"header in capitals, with spaces and a column more",
			"Arch, Engine, Host, Wasm, Process, Iteration, Phase, Event, Count\n" +
				"x86_64,wasmtime,here,noop.wasm,7,1,Execution,cycles,56\n", one, nil},
		{"header lacks a column", "arch,engine,engine_flags,wasm,process,phase,event,count\n" + line8 + head9 + line9, one,
			[]string{"file:1: the header lacks the column iteration; its columns are arch,engine,engine_flags,wasm,process,phase,event,count; no row under it is read"}},
		{"header misspells a column", strings.Replace(head9, "count", "cont", 1) + line9 + line9 + line9, nil,
			[]string{"file:1: the header lacks the column count; its columns are arch,engine,engine_flags,wasm,process,iteration,phase,event,cont; no row under it is read"}},
		{"header repeats a column", "arch,engine,wasm,wasm,process,iteration,phase,event,count\n", nil,
			[]string{"file:1: the header names the column wasm more than once"}},
		{"fields under another order", "engine,arch,wasm,process,iteration,phase,event,count\n" + line9, nil,
			[]string{"file:2: 9 fields where the header names 8 columns"}},
		{"phase in lower case", "x86_64,wasmtime,,noop.wasm,7,1,execution,cycles,56\n", one, nil},
		{"largest count", strings.Replace(line9, ",56", ",18446744073709551615", 1), []Row{row(count(1<<64 - 1))}, nil},
		{"count overflows", strings.Replace(line9, ",56", ",18446744073709551616", 1) + line9, one,
			[]string{`file:1: count "18446744073709551616": does not fit in 64 bits`}},
		{"count overflows twice", strings.Replace(line9, ",56", ",99999999999999999999999", 1), nil,
			[]string{`does not fit in 64 bits`}},
		{"count negative", head9 + strings.Replace(line9, ",56", ",-5", 1) + line9, one,
			[]string{`file:2: count "-5": not a whole number`}},
		{"count with a fraction", strings.Replace(line9, ",56", ",5.0", 1), nil, []string{`count "5.0": not a whole number`}},
		{"count with an exponent", strings.Replace(line9, ",56", ",1e3", 1), nil, []string{`count "1e3"`}},
		{"count with a space", strings.Replace(line9, ",56", ", 56", 1), nil, []string{`count " 56"`}},
		{"count empty", strings.Replace(line9, ",56", ",", 1), nil, []string{`count "": not a whole number`}},
		{"process", strings.Replace(line9, ",7,", ",x,", 1), nil, []string{`file:1: process "x"`}},
		{"iteration", strings.Replace(line9, ",1,", ",-1,", 1), nil, []string{`file:1: iteration "-1"`}},
		{"phase", strings.Replace(line9, "Execution", "Running", 1), nil, []string{`file:1: unknown phase "Running"`}},
		{"field missing", "x86_64,wasmtime,noop.wasm,7,1,Execution,56\n" + line9, one,
			[]string{"file:1: 7 fields where a row has 9"}},
		{"fields to spare", "x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,56,\n", nil, []string{"10 fields"}},
		{"something else", "hello\n" + line9, one, []string{"file:1: 1 field where"}},
		{"zeros after a crash", line9 + "\x00\x00\x00\x00", one, []string{"file:2: 1 field where"}},

		{"quoted", `"x86_64","wasmtime","","noop.wasm","7","1","Execution","cycles","56"` + "\r\n", one, nil},
		{"quoted header", `"arch","engine","wasm","process","iteration","phase","event","count"` + "\n" + line8, one, nil},
		{"comma and quotes", `x86_64,wasmtime,"-O ""2"",""""",noop.wasm,7,1,Execution,cycles,56` + "\n",
			[]Row{row(flags(`-O "2",""`))}, nil},
		{"line breaks", "x86_64,wasmtime,\"a\r\n\nb\",noop.wasm,7,1,Execution,cycles,56\n" + line9 + "x\n",
			[]Row{row(flags("a\r\n\nb")), row()}, []string{"file:5: 1 field"}},
		{"quote opens at the beginning", `x86_64,"wasmtime,,noop.wasm,7,1,Execution,cycles,56` + "\n" + line9 + line9, two,
			[]string{"file:1: a quoted field that does not end"}},
		{"quote opens at the end", `x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,"56` + "\n" + line9, one,
			[]string{"file:1: a quoted field that does not end"}},
		{"quote opens in the last line", line9 + `x86_64,"wasmtime`, one,
			[]string{"file:2: a quoted field that does not end"}},
		{"quote inside", `x86_64,wasm"time,,noop.wasm,7,1,Execution,cycles,56` + "\n" + line9, one,
			[]string{"file:1: a quote inside of a field"}},
		{"quote closes early", `x86_64,"wasm"time,,noop.wasm,7,1,Execution,cycles,56` + "\n" + line9, one,
			[]string{"file:1: text between a closing quote and the next comma"}},
		{"stray quotes in two lines", `x86_64,"wasmtime,,noop.wasm,7,1,Execution,cycles,56` + "\n" + line9 +
			`x86_64,wasmtime,,"noop.wasm,7,1,Execution,cycles,56` + "\n" + line9, two,
			[]string{"file:1: a quoted field that does not end", "file:3: a quoted field that does not end"}},
		{"stray quote before a quoted row", `x86_64,"wasmtime,,noop.wasm,7,1,Execution,cycles,56` + "\n" +
			`x86_64,wasmtime,"-O 2",noop.wasm,7,1,Execution,cycles,56` + "\n", []Row{row(flags("-O 2"))},
			[]string{"file:1: a quoted field that does not end"}},
		{"stray quote and a line too long behind it", `"x` + "\n" + strings.Repeat("y", maxLine+2) + "\n" + line9, one,
			[]string{"file:1: a quoted field that does not end", "file:2: line: longer than 16 MiB"}},
		{"line too long", line9 + strings.Repeat("y", maxLine+2) + "\n" + line9, two, []string{"file:2: line: longer than 16 MiB"}},
		{"last line too long", line9 + strings.Repeat("y", maxLine+2), one, []string{"file:2: line: longer than 16 MiB"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkRead(t, CSV, tt.input, tt.want, tt.errs)
			if tt.input != "" && tt.input[0] != '"' { // that one is not known for a recording within 64 KiB
				checkRead(t, Auto, tt.input, tt.want, tt.errs)
			}
		})
	}
}

// A stray quote in every line: the look-ahead must not read the file again
// for each.
func TestStrayQuotesEverywhere(t *testing.T) {
	const n = 20000
	r := NewReader(strings.NewReader(strings.Repeat("x86_64,\"wasmtime,,noop.wasm,7,1,Execution,cycles,56\n", n)), "file", CSV)
	errs := 0
	for _, err := range r.All() {
		if err == nil {
			t.Fatal("a row")
		}
		errs++
	}
	if errs != n {
		t.Errorf("%d errors, want %d", errs, n)
	}
}

// TestTorn: a count that may lack digits is no count.
func TestTorn(t *testing.T) {
	const line = "x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,56"
	quoted := strings.Replace(line, "noop.wasm", "\"no\nop.wasm\"", 1)
	for input, want := range map[string]struct{ rows, refused int }{
		line:                        {0, 1},
		line + "\n":                 {1, 0},
		line + "\n" + line:          {1, 1},
		line + "\n" + line + "\r":   {2, 0},
		line + "\n" + line[:30]:     {1, 1},
		line + "\n  ":               {1, 0},
		"":                          {0, 0},
		quoted + "\n":               {1, 0},
		quoted:                      {0, 1},
		line + "\n" + quoted[:50]:   {1, 2},
		quoted + "\n" + quoted[:25]: {1, 2},
	} {
		rows, err := ReadAll(NewReader(strings.NewReader(input), "file", CSV))
		refused := 0
		if err != nil {
			refused = len(err.(interface{ Unwrap() []error }).Unwrap())
		}
		if len(rows) != want.rows || refused != want.refused {
			t.Errorf("%q: %d rows, error %v; want %+v", input, len(rows), err, want)
		}
		if want.refused == 1 && !errors.Is(err, errTorn) && !strings.Contains(err.Error(), ":2: 6 fields") && !errors.Is(err, errOpenQuote) {
			t.Errorf("%q: %v", input, err)
		}
	}
}
