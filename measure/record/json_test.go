package record

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

const (
	object9 = `{"arch":"x86_64","engine":"wasmtime","engine_flags":null,"wasm":"noop.wasm","process":7,"iteration":1,"phase":"Execution","event":"cycles","count":56}`
	object8 = `{"arch":"x86_64","engine":"wasmtime","wasm":"noop.wasm","process":7,"iteration":1,"phase":"Execution","event":"cycles","count":56}`
)

func sub(old, new string) string { return strings.Replace(object9, old, new, 1) }

func TestReadJSON(t *testing.T) {
	one := []Row{row()}
	two := []Row{row(), row()}
	tests := []struct {
		name, input string
		want        []Row
		errs        []string
	}{
		{"empty", "", nil, nil},
		{"no rows", "[]", nil, nil},
		{"one line", "[" + object9 + "," + object8 + "]", two, nil},
		{"a row a line", "[\n" + object9 + ",\r\n" + object8 + "\n]\n", two, nil},
		{"byte order mark", "\ufeff[" + object9 + "]", one, nil},
		{"indented", "[ " + strings.NewReplacer(",", " ,\n\t", ":", " : ").Replace(object9) + " ]", one, nil},
		{"concatenated", "[" + object9 + "]\n[" + object9 + "]", two, nil},
		{"flags", "[" + sub("null", `"-O \"2\" é\u00e9\ud83d\ude00\n"`) + "]", []Row{row(flags("-O \"2\" éé😀\n"))}, nil},
		{"empty flags", "[" + sub("null", `""`) + "]", one, nil},
		{"other keys", "[" + sub(`"arch"`, `"x":{"y":["}",{}],"z":"\"}"},"w":-1.5e3,"v":true,"arch"`) + "]", one, nil},
		{"largest count", "[" + sub("56", "18446744073709551615") + "]", []Row{row(count(1<<64 - 1))}, nil},

		{"not closed", "[" + object9 + ",\n" + object9, two, []string{"file:2: the array does not end"}},
		{"not closed behind a comma", "[" + object9 + ",\n", one, []string{"file:2: the array does not end"}},
		{"not closed, no row", "[", nil, []string{"file:1: the array does not end"}},
		{"torn", "[" + object9 + ",\n" + object9[:70], one, []string{"file:2: the object does not end"}},
		{"torn in a string", "[" + object9 + ",\n" + object9[:12], one, []string{"file:2: the object does not end"}},
		{"torn in an escape", "[" + object9 + ",\n" + `{"arch":"\`, one, []string{"file:2: the object does not end"}},
		{"torn in a nested value", "[" + object9 + ",\n" + `{"x":{"y":1`, one,
			[]string{"file:2: the object does not end", "file:2: the object does not end"}},
		{"count overflows", "[" + object9 + ",\n" + sub("56", "18446744073709551616") + ",\n" + object9 + "]", two,
			[]string{`file:2: count "18446744073709551616": does not fit in 64 bits`}},
		{"count negative", "[" + sub("56", "-5") + "," + object9 + "]", one, []string{`file:1: count "-5": not a whole number`}},
		{"count with a fraction", "[" + sub("56", "56.0") + "]", nil, []string{`count "56.0": not a whole number`}},
		{"count with an exponent", "[" + sub("56", "1e3") + "]", nil, []string{`count "1e3": not a whole number`}},
		{"count with a zero before it", "[" + sub("56", "056") + "]", nil, []string{`unexpected '0' where a value should be`}},
		{"count a string", "[" + sub("56", `"56"`) + "]", nil, []string{`file:1: count must be a number`}},
		{"count null", "[" + sub("56", `null`) + "]", nil, []string{`count "null"`}},
		{"engine a number", "[" + sub(`"wasmtime"`, `7`) + "]", nil, []string{`file:1: engine must be a string`}},
		{"engine null", "[" + sub(`"wasmtime"`, `null`) + "]", nil, []string{`file:1: engine must be a string`}},
		{"phase", "[" + sub("Execution", "Running") + "]", nil, []string{`file:1: unknown phase "Running"`}},
		{"keys missing", "[\n{},\n" + `{"arch":"x86_64"}` + ",\n" + object9 + "]", one,
			[]string{"file:2: the row lacks arch, engine, wasm, process, iteration, phase, event, count",
				"file:3: the row lacks engine, wasm"}},
		{"key twice", "[" + sub(`"arch"`, `"arch":"x","arch"`) + "]", nil, []string{"file:1: the key arch occurs twice"}},
		{"line of the mistake", "[\n{\n\"arch\": \"x86_64\",\n\"engine\": 5,\n\"wasm\":\"\"}\n]", nil, []string{"file:4: engine must be a string"}},
		{"not a row", "[5," + object9 + "]", one, []string{`file:1: unexpected '5' where a row or the end of the array should be`}},
		{"no comma", "[" + object9 + "\n" + object9 + "]", two, []string{"file:2: no comma between two rows"}},
		{"comma at the end", "[" + object9 + ",]", one, []string{"file:1: unexpected ']' where a row should be"}},
		{"stray quote", "[" + sub(`"x86_64"`, `"x86_64""`) + "," + object9 + "," + object9 + "]", two,
			[]string{`file:1: unexpected '"' where a comma or a closing brace should be`}},
		{"quote missing", "[" + sub(`"x86_64"`, `"x86_64`) + ",\n" + object9 + "]", one,
			[]string{`file:1: unexpected 'e' where a comma`}},
		{"line break in a string", "[" + sub("x86_64", "x86\n64") + ",\n" + object9 + "]", one,
			[]string{`file:1: a string with the control character '\n' in it`}},
		{"brace missing", "[" + object9[:len(object9)-1] + ",\n" + object9 + "]", one,
			[]string{`file:2: unexpected '{' where a string should be`}},
		{"last row broken", "[" + object9 + "," + sub(":7,", ":7 7,") + "]", one, []string{"unexpected '7' where a comma"}},
		{"bad value", "[" + sub(":7,", ":seven,") + "," + object9 + "]", one, []string{"unexpected 's' where a value should be"}},
		{"not UTF-8", "[" + sub("x86_64", "x\xff") + "," + object9 + "]", one, []string{"file:1: a string that is not UTF-8"}},
		{"lines, not an array", object9 + "\n" + object9 + "\n", two, []string{"file:1: a row outside of an array: should it be read as jsonl?"}},
		{"csv", "x86_64,wasmtime\n", nil, []string{"file:1: unexpected 'x' where an array should be", "file:2: the array does not end"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkRead(t, JSON, tt.input, tt.want, tt.errs) })
	}
}

func TestReadJSONLongRow(t *testing.T) {
	long := strings.Repeat("é", 100000) // longer than the buffer
	checkRead(t, JSON, "["+object9+","+sub("null", `"`+long+`"`)+","+object9+"]",
		[]Row{row(), row(flags(long)), row()}, nil)
	endless := `{"x":["` + strings.Repeat(" ", 3*maxLine)
	checkRead(t, JSON, "["+object9+","+endless+`"]},`+object9+"]",
		[]Row{row(), row()}, []string{"file:1: a row longer than 16 MiB"})
}

func TestReadJSONL(t *testing.T) {
	one := []Row{row()}
	two := []Row{row(), row()}
	const header = `{"format":"sightglass-recording/1","started":"2024-05-06T07:08:09Z","seed":5}`
	noted := row(func(r *Row) { r.Note = &Note{Collections: 2, Warnings: []string{"cold"}} })
	tests := []struct {
		name, input string
		want        []Row
		errs        []string
	}{
		{"no header", object9 + "\n" + object8, two, nil},
		{"header", header + "\n" + object9 + "\n", one, nil},
		{"concatenated", header + "\r\n" + object9 + "\r\n\ufeff" + header + "\n\n" + object9 + "\n", two, nil},
		{"note", sub("56}", `56,"note":{"gc":2,"warnings":["cold"],"later":1}}`) + "\n", []Row{noted}, nil},
		{"note says nothing", sub("56}", `56,"note":{}}`) + "\n" + sub("56}", `56,"note":null}`), two, nil},
		{"note of another kind", sub("56}", `56,"note":5}`) + "\n" + object9, one, []string{"file:1: note: json: cannot unmarshal"}},
		{"torn", header + "\n" + object9 + "\n" + object9[:len(object9)-1], one, []string{"file:3: the object does not end"}},
		{"header torn", header[:40] + "\n" + object9, one, []string{"file:1: the object does not end"}},
		{"header of a later format", `{"format":"sightglass-recording/2"}` + "\n" + object9, one,
			[]string{`file:1: a header of the format "sightglass-recording/2"`}},
		{"header broken", `{"format":"sightglass-recording/1","seed":-1}` + "\n" + object9, one, []string{`file:1: header: json:`}},
		{"text behind a row", object9 + " x\n" + object9, one, []string{`file:1: unexpected 'x' where the end of the line should be`}},
		{"two rows in a line", object9 + object9 + "\n", nil, []string{`file:1: unexpected '{' where the end of the line`}},
		{"something else", "hello\n" + object9 + "\n5\n", one, []string{"file:1: neither a row nor a header", "file:3: neither"}},
		{"stray quote", sub(`"x86_64"`, `"x86_64""`) + "\n" + object9, one, []string{`file:1: unexpected '"'`}},
		{"line too long", object9 + "\n{" + strings.Repeat(" ", maxLine+2) + "}\n" + object9, two, []string{"file:2: line: longer than 16 MiB"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkRead(t, JSONL, tt.input, tt.want, tt.errs) })
	}
}

func TestHeaders(t *testing.T) {
	const input = object9 + "\n" + `{"format":"sightglass-recording/1","seed":5}` + "\n" + object9 + "\n" +
		`{"format":"sightglass-recording/1","seed":6,"started":"2024-05-06T07:08:09Z","machine":{"os":"linux","arch":"x86_64"}}` + "\n" + object9
	r := NewReader(strings.NewReader(input), "file", Auto)
	var seeds []uint64
	for _, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		seed := uint64(0)
		if h := r.Header(); h != nil {
			seed = h.Seed
		}
		seeds = append(seeds, seed)
	}
	if want := []uint64{0, 5, 6}; !reflect.DeepEqual(seeds, want) {
		t.Errorf("seeds %v, want %v", seeds, want)
	}
	hs := r.Headers()
	if len(hs) != 2 || hs[1].Machine.OS != "linux" || !hs[1].Started.Equal(time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)) {
		t.Errorf("headers %+v", hs)
	}
}
