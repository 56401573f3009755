package worker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

const testToken = "#TOKEN"

// framed returns messages as a frameWriter writes them.
func framed(t *testing.T, messages ...string) (frames []string) {
	t.Helper()
	var b bytes.Buffer
	w := &frameWriter{w: &b, token: testToken}
	for _, m := range messages {
		if n, err := w.Write([]byte(m + "\n")); n != len(m)+1 || err != nil {
			t.Fatal(n, err)
		}
		frames = append(frames, b.String())
		b.Reset()
	}
	return frames
}

func TestFrames(t *testing.T) {
	f := framed(t, `{"a":1}`, ``, `{"c":"#TOKEN 0 1 2 3"}`)
	all := strings.Join(f, "")
	for _, tt := range []struct {
		name, stream string
		messages     int
		noise        string
		end          error
	}{
		{"nothing", "", 0, "", io.EOF},
		{"frames", all, 3, "\n\n", io.EOF}, // the last one's end was not read
		{"noise before", "Welcome to\nhost" + all, 3, "Welcome to\nhost\n\n", io.EOF},
		{"noise between", f[0] + "##TOKE#TO" + f[1] + "% 10" + f[2], 3, "\n##TOKE#TO\n% 10", io.EOF},
		{"noise behind", all + "bye", 3, "\n\n\nbye", io.EOF},
		{"echo", `{"token":"#TOKEN","probe":{}}` + "\r\n" + strings.ReplaceAll(all, "\n", "\r\n"), 3, "", io.EOF},
		{"token and number", "#TOKEN 7#TOKEN 7 8 #TOKEN" + all, 3, "", io.EOF},
		{"cut in a token", all[:len(f[0])+3], 1, "", io.EOF},
		{"cut in a header", all[:len(f[0])+10], 1, "", io.EOF},
		{"cut in a message", f[0] + f[1] + f[2][:len(f[2])-5], 2, "", io.EOF},
		{"one is missing", f[0] + f[2], 1, "", errRubbish},
		{"the first is missing", f[1], 0, "", errRubbish},
		{"twice", f[0] + f[0], 1, "", errRubbish},
		{"printed into", strings.Replace(all, `"a"`, `"noise`, 1), 0, "", errRubbish},
		{"token printed into", f[0] + "#TOK!EN" + strings.TrimPrefix(f[1], "#TOKEN") + f[2], 1, "", errRubbish},
		{"absurd length", "#TOKEN 0 99999999999 0 {", 0, "", errRubbish},
		{"other token", strings.ReplaceAll(all, "#TOKEN ", "#TAKEN "), 0, "", io.EOF},
	} {
		for _, how := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.DataErrReader} {
			var noise tail
			r := newFrameReader(how(strings.NewReader(tt.stream)), testToken, &noise)
			want := []string{`{"a":1}`, ``, `{"c":"#TOKEN 0 1 2 3"}`}
			n := 0
			var end error
			for ; ; n++ {
				var message []byte
				if message, end = r.next(); end != nil {
					break
				}
				if n >= len(want) || string(message) != want[n] {
					t.Errorf("%s: message %d is %q", tt.name, n, message)
				}
			}
			if n != tt.messages || !errors.Is(end, tt.end) {
				t.Errorf("%s: %d messages, then %v; want %d, then %v", tt.name, n, end, tt.messages, tt.end)
			}
			if got := noise.String(); tt.noise != "" && strings.TrimSpace(got) != strings.TrimSpace(tt.noise) {
				t.Errorf("%s: noise %q, want %q", tt.name, got, tt.noise)
			}
		}
	}
}

// FuzzFrames: no noise around and between frames keeps them from coming
// through, unless it holds the token, which nobody knows.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("hello"), []byte("#TOK"))
	f.Add([]byte("#"), []byte("#TOKEN 0 1 2"))
	f.Fuzz(func(t *testing.T, before, between []byte) {
		if bytes.Contains(before, []byte(testToken)) || bytes.Contains(between, []byte(testToken)) {
			return
		}
		frames := framed(t, "one", "two")
		r := newFrameReader(strings.NewReader(string(before)+frames[0]+string(between)+frames[1]), testToken, io.Discard)
		for _, want := range []string{"one", "two"} {
			if got, err := r.next(); string(got) != want || err != nil {
				t.Fatalf("%q, %v; want %q", got, err, want)
			}
		}
		if _, err := r.next(); err != io.EOF {
			t.Fatal(err)
		}
	})
}

func TestSplitCommand(t *testing.T) {
	for _, tt := range []struct {
		line string
		want []string // nil for an error
	}{
		{"ssh host", []string{"ssh", "host"}},
		{"  taskset\t-c 0 \n", []string{"taskset", "-c", "0"}},
		{`"/a b/ssh" -o 'User "x"' h`, []string{"/a b/ssh", "-o", `User "x"`, "h"}},
		{`sh -c ''`, []string{"sh", "-c", ""}},
		{`a\ b`, []string{`a\`, "b"}},
		{`it's`, []string{"it's"}},
		{"", nil},
		{" \t", nil},
		{`''`, nil},
		{`ssh "host`, nil},
		{`ssh 'a'b`, nil},
	} {
		got, err := SplitCommand(tt.line)
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) || (err == nil) != (tt.want != nil) || err != nil && !errors.Is(err, ErrCommand) {
			t.Errorf("%q: %q, %v; want %q", tt.line, got, err, tt.want)
		}
	}
}

func TestPlace(t *testing.T) {
	a := place{Host: "a", Boot: "0123456789"}
	for _, tt := range []struct {
		q    place
		same bool
	}{
		{a, true},
		{place{Host: "container", Boot: a.Boot}, true},
		{place{Host: "a", Boot: "another"}, false},
		{place{Host: "a"}, true},
		{place{Host: "b"}, false},
	} {
		if a.same(tt.q) != tt.same || tt.q.same(a) != tt.same {
			t.Errorf("%v and %v: want %v", a, tt.q, tt.same)
		}
	}
	if s := a.String(); s != "a (boot 01234567)" {
		t.Error(s)
	}
	if s := (place{}).String(); s != "a host without a name" {
		t.Error(s)
	}
	if !here().same(here()) {
		t.Error("this machine is not itself")
	}
}
