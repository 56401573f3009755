package callgrind

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// withSites is the head of a dump with addresses. The lines of the tests are written by
// hand, by the specification of the format in Valgrind's manual.
const withSites = header + "positions: instr line\nevents: Ir Dr\n"

func TestParseSites(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       map[place]uint64
		err        string
	}{
		{name: "code of no file", text: "ob=(1)\nfl=(2) ???\nfn=(3) 0x0000000004a1b000\n0x4a1b000 0 7 1\n+4 * 2\n-2 +3 1\n* * 5\nsummary: 15\n",
			want: map[place]uint64{{address: 0x4a1b000}: 7, {address: 0x4a1b004}: 2, {address: 0x4a1b002}: 6}},
		{name: "a file's functions", text: "ob=(1) /bin/x\nfn=(1) main\n0x10 1 2\n+1 1 1\nfn=(2) other\n0x20 1 4\nob=(2)\nfn=(3)\n0x30 0 1\nob=(1)\nfn=(1)\n0x11 1 8\nsummary: 16\n",
			want: map[place]uint64{{function: "main", object: "/bin/x"}: 11, {function: "other", object: "/bin/x"}: 4, {address: 0x30}: 1}},
		// What a call costs is counted where it is called, so it is none of the caller's; the
		// position of its line counts for the next one.
		{name: "calls", text: "ob=(1)\nfn=(1) f\n0x100 0 3\ncob=(2) /lib/y\ncfn=(7) callee\ncalls=2 0x50 9\n0x104 0 1000\n+2 0 4\nob=(2)\nfn=(7)\n0x50 9 1\nsummary: 8\n",
			want: map[place]uint64{{address: 0x100}: 3, {address: 0x106}: 4, {function: "callee", object: "/lib/y"}: 1}},
		{name: "jumps", text: "ob=(1)\nfn=(1) f\n0x100 0 3\njump=5 0x90 0\n0x100 0\n+1 0 2\nsummary: 5\n", want: map[place]uint64{{address: 0x100}: 3, {address: 0x101}: 2}},
		// The manual, "Avoiding cycles": what calls itself is a function of its own, f'2.
		{name: "a function within itself", text: "ob=(1) /bin/x\nfn=(1) f\n0x1 0 3\nfn=(2) f'2\n0x1 0 4\nfn=(3) g'x\n0x2 0 5\nsummary: 12\n",
			want: map[place]uint64{{function: "f", object: "/bin/x"}: 7, {function: "g'x", object: "/bin/x"}: 5}},
		{name: "in no function", text: "ob=(1)\nfn=(1) f\n0x100 0 3\nsummary: 10\n", want: map[place]uint64{{address: 0x100}: 3, {}: 7}},
		{name: "a long name", text: "ob=(1) /bin/x\nfn=(1) " + strings.Repeat("f", 200<<10) + "\n0x1 0 5\nsummary: 5\n",
			want: map[place]uint64{{function: strings.Repeat("f", 64<<10-len("fn=(1) ")), object: "/bin/x"}: 5}},
		{name: "nothing", text: "summary: 0\n", want: map[place]uint64{}},
		{name: "more than all", text: "ob=(1)\nfn=(1) f\n0x100 0 3\nsummary: 2\n", err: "more than its total of 2"},
		{name: "overflow", text: "ob=(1)\nfn=(1) f\n0x1 0 9223372036854775807\n0x2 0 9223372036854775807\n0x3 0 2\nsummary: 0\n", err: "more than its total"},
		{name: "overflow at one place", text: "ob=(1)\nfn=(1) f\n0x1 0 9223372036854775807\n* 0 9223372036854775807\n* 0 2\nsummary: 0\n", err: "more than 9223372036854775807 at one place"},
		{name: "no position", text: "fn=(1) f\n0x100\nsummary: 2\n", err: "no position of 2"},
		{name: "no number", text: "fn=(1) f\n0x100 0 1x\nsummary: 2\n", err: "no count"},
		{name: "no address", text: "fn=(1) f\n0xzz 0 1\nsummary: 2\n", err: "no position"},
	} {
		d, err := parseDump(strings.NewReader(withSites + tt.text))
		switch {
		case tt.err != "":
			if !errors.Is(err, ErrDump) || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.err)
			}
		case err != nil || !maps.Equal(d.sites, tt.want):
			t.Errorf("%s: %.300v, %v, want %.300v", tt.name, d.sites, err, tt.want)
		}
	}
	if d, err := parseDump(strings.NewReader(header + "events: Ir\nfn=(1) f\n1 5\nsummary: 5\n")); err != nil || d.sites != nil {
		t.Errorf("without addresses: %+v, %v", d, err)
	}
}

// FuzzParseSites: no damage makes a panic, and what is read adds up to the total.
func FuzzParseSites(f *testing.F) {
	f.Add("ob=(1)\nfn=(1) f\n0x100 0 3\ncalls=2 0x50 9\n0x104 0 1000\n+2 * 4\n-1 0 9\nsummary: 16\n")
	f.Add("ob=(1) /x\nfn=(1) f\nfn=(1)\n* * 1\ntotals: 1")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDump(strings.NewReader(withSites + text))
		if err != nil {
			if !errors.Is(err, ErrDump) {
				t.Errorf("%v", err)
			}
			return
		}
		var sum uint64
		for _, s := range sitesOf(d.sites) {
			sum += s.Count
		}
		if d.sites != nil && sum != d.counts["Ir"] && !strings.Contains(text, "events:") {
			t.Errorf("sites of %d, and a total of %d", sum, d.counts["Ir"])
		}
	})
}

func TestSitesNeedALaunch(t *testing.T) {
	l, err := launch(t.TempDir(), false)
	if errors.Is(err, measure.ErrUnavailable) {
		t.Skip(err)
	}
	if err != nil || len(l.Sites) == 0 {
		t.Errorf("%+v, %v", l, err)
	}
}
