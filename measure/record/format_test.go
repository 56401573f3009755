package record

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// TestFormats: whatever stands in the list of formats has a name and an ending
// of its own, is found by both, and reads what it writes, found out by itself.
func TestFormats(t *testing.T) {
	names := map[string]bool{"": true, "auto": true}
	endings := map[string]bool{"": true}
	unique := func(seen map[string]bool, name string) {
		if seen[name] || name != strings.ToLower(name) {
			t.Errorf("%q is taken or has capitals", name)
		}
		seen[name] = true
	}
	for _, c := range formats {
		unique(names, string(c.name))
		if f, err := ParseFormat(strings.ToUpper(string(c.name))); f != c.name || err != nil {
			t.Errorf("%v is parsed as %v, %v", c.name, f, err)
		}
		if c.alias != "" {
			unique(names, c.alias)
			if f, err := ParseFormat(c.alias); f != c.name || err != nil {
				t.Errorf("%v is parsed as %v, %v", c.alias, f, err)
			}
		}
		if c.ending != "" {
			unique(endings, c.ending)
			if f := FormatOf("a.b/rows" + strings.ToUpper(c.ending)); f != c.name {
				t.Errorf("%s is taken for %v", c.ending, f)
			}
		}
		if c.encoder == nil && c.decoder == nil {
			t.Errorf("%v is neither written nor read", c.name)
		}
		if c.encoder == nil || c.decoder == nil {
			continue
		}
		r := NewReader(bytes.NewReader(write(t, c.name, nil, testRows)), "", Auto)
		if got, err := ReadAll(r); !reflect.DeepEqual(got, testRows) || err != nil || r.Format() != c.name {
			t.Errorf("%v reads %v, %v, as %v", c.name, got, err, r.Format())
		}
	}
	for _, name := range []string{"", "rows", "rows.txt", ".", "csv", "rows.csv/"} {
		if f := FormatOf(name); f != Auto {
			t.Errorf("%q is taken for %v", name, f)
		}
	}
}

// TestNoFormat: a format that does not exist is named, and writes and reads
// nothing.
func TestNoFormat(t *testing.T) {
	_, err := ParseFormat("xml")
	if want := `unknown format "xml": use csv, json`; !errors.Is(err, ErrFormat) || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v", err)
	}
	var out bytes.Buffer
	w := NewWriter(&out, "xml")
	for what, err := range map[string]error{"Begin": w.Begin(Header{}), "Write": w.Write(testRows[0]), "Mark": w.Mark(Mark{}), "Flush": w.Flush(), "Close": w.Close()} {
		if !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := NewReader(strings.NewReader("a,b"), "", "xml").Read(); !errors.Is(err, ErrFormat) || out.Len() > 0 {
		t.Errorf("%v, written: %q", err, &out)
	}
}
