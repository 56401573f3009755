package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// finished is a recording of so many processes, with rows rows each, that is
// complete.
func finished(t testing.TB, processes, rows int, seed ...uint64) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, JSONL)
	errs := []error{w.Begin(Header{Seed: append(seed, 5)[0], PlanHash: "abc", Modules: []Module{{Wasm: "noop.wasm", Bytes: 1}}})}
	for process := range processes {
		r := row()
		r.Process = uint64(100 + process)
		if process%2 == 1 {
			r.EngineFlags = "interpreter"
		}
		for i := range rows {
			r.Iteration, r.Count = uint64(i), uint64(1000*process+i)
			errs = append(errs, w.Write(r))
		}
		errs = append(errs, w.Mark(Mark{Ended: &Ended{Engine: r.Engine, EngineFlags: r.EngineFlags, Wasm: r.Wasm, Process: r.Process, Round: process, Rows: rows}}))
	}
	errs = append(errs, w.Mark(Mark{Finished: &Finished{}}), w.Close())
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// outOfTime is a recording of two processes with two rows each, whose time was over
// while the second was running.
func outOfTime(t testing.TB) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, JSONL)
	errs := []error{w.Begin(Header{Seed: 5, PlanHash: "abc"})}
	for process := range 2 {
		r := row()
		r.Process = uint64(100 + process)
		for i := range 2 {
			r.Iteration, r.Count = uint64(i), uint64(1000*process+i)
			errs = append(errs, w.Write(r))
		}
		if process == 0 {
			errs = append(errs, w.Mark(Mark{Ended: &Ended{Engine: r.Engine, Wasm: r.Wasm, Process: r.Process, Rows: 2}}))
		}
	}
	errs = append(errs, w.Mark(Mark{Finished: &Finished{Why: "its time is spent"}}), w.Close())
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestVerifyOutOfTime: what its own time ended is whole, with the rows of the process
// that was running, which the checksum of the end has.
func TestVerifyOutOfTime(t *testing.T) {
	text := outOfTime(t)
	var copied bytes.Buffer
	if err := Copy(NewWriter(&copied, JSONL), NewReader(strings.NewReader(text), "file", Auto), nil); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		text          string
		state         State
		rows, running int
	}{
		"as it was":   {text, Whole, 4, 2},
		"copied":      {copied.String(), Whole, 4, 2},
		"a digit":     {strings.Replace(text, `"count":1001`, `"count":1002`, 1), Damaged, 2, 0},
		"a row less":  {strings.Join(append(strings.SplitAfter(text, "\n")[:4:4], strings.SplitAfter(text, "\n")[5:]...), ""), Damaged, 2, 0},
		"one row":     {strings.Join(strings.SplitAfter(text, "\n")[:5], ""), Interrupted, 3, 1},
		"a row twice": {strings.Replace(text, `"count":1001`, `"count":1000`, 1), Damaged, 2, 0},
	} {
		h, err := Verify(NewReader(strings.NewReader(tt.text), "file", Auto))
		if err != nil || len(h.Recordings) != 1 {
			t.Errorf("%s: %+v, %v", name, h, err)
			continue
		}
		if r := h.Recordings[0]; r.State != tt.state || r.Rows != tt.rows || r.Running != tt.running {
			t.Errorf("%s: %s, %d rows, %d of one that was running; want %s, %d, %d", name, r.State, r.Rows, r.Running, tt.state, tt.rows, tt.running)
		}
	}
}

// TestVerify damages a recording in the ways in which it happens.
func TestVerify(t *testing.T) {
	text := finished(t, 3, 2)
	l := strings.SplitAfter(text, "\n") // a header, 3 times 2 rows and a mark, the end
	join := func(parts ...[]string) string {
		var all []string
		for _, p := range parts {
			all = append(all, p...)
		}
		return strings.Join(all, "")
	}
	other := strings.SplitAfter(finished(t, 3, 2, 6), "\n")
	for name, tt := range map[string]struct {
		text  string
		state State
		rows  int
		says  string
	}{
		"as it was":           {text, Whole, 6, ""},
		"CRLF":                {strings.ReplaceAll(text, "\n", "\r\n"), Whole, 6, ""},
		"blank lines":         {strings.ReplaceAll(text, "\n", "\n\n"), Whole, 6, ""},
		"spaces":              {strings.ReplaceAll(text, `,"`, `, "`), Whole, 6, ""},
		"a row missing":       {join(l[:5], l[6:]), Damaged, 4, "process 101 of noop.wasm on wasmtime:interpreter: 1 rows are there, and 2 were recorded"},
		"a digit more":        {strings.Replace(text, `"count":1001`, `"count":11001`, 1), Damaged, 4, "its checksum does not match"},
		"a row twice":         {join(l[:5], l[4:]), Damaged, 4, "3 rows are there"},
		"rows swapped":        {join(l[:4], l[5:6], l[4:5], l[6:]), Damaged, 4, "its checksum does not match"},
		"an end twice":        {join(l[:7], l[6:]), Damaged, 6, "0 rows are there, and 2 were recorded"},
		"an end missing":      {join(l[:6], l[7:]), Damaged, 4, "nothing behind its rows says how it ended"},
		"a process missing":   {join(l[:4], l[7:]), Damaged, 4, "the process before it is missing"},
		"the first missing":   {join(l[:1], l[4:]), Damaged, 4, "the process before it is missing"},
		"processes swapped":   {join(l[:1], l[4:7], l[1:4], l[7:]), Damaged, 6, "it stands behind processes that ended after it"},
		"a process twice":     {join(l[:7], l[4:]), Damaged, 6, "it appears twice"},
		"the header twice":    {join(l[:1], l), Damaged, 6, "the same recording appears twice"},
		"the header missing":  {join(l[1:]), Damaged, 6, "the header, the recording's first line, is missing"},
		"the header changed":  {strings.Replace(text, `"seed":5`, `"seed":6`, 1), Damaged, 6, "the header's checksum does not match"},
		"no header checksum":  {strings.Replace(text, `"crc32c"`, `"crc32d"`, 1), Damaged, 6, "the header has no checksum"},
		"the end missing":     {join(l[:len(l)-2]), Interrupted, 6, ""},
		"the end cut off":     {text[:len(text)-5], Interrupted, 6, ""},
		"cut between":         {join(l[:7]), Interrupted, 4, ""},
		"cut in a row":        {join(l[:5]) + l[5][:9], Interrupted, 3, ""},
		"rows behind the end": {text + l[1], Damaged, 6, "nothing behind its rows"},
		"the file twice":      {text + text, Damaged, 6, "the same recording appears twice"},
		"of another":          {join(l[:4], other[4:7], l[7:]), Damaged, 4, "it belongs to another recording"},
		"a line of text":      {join(l[:5], []string{"hello\n"}, l[5:]), Damaged, 6, "neither a row nor a header"},
		"older":               {older(text), Unverified, 6, ""},
		"older, row missing":  {older(join(l[:5], l[6:])), Damaged, 4, "1 rows are there"},
		"older, end twice":    {older(join(l[:7], l[6:])), Damaged, 6, "it appears twice"},
		"CSV":                 {"x86_64,e,,b.wasm,1,0,Execution,cycles,10\n", Unverified, 1, ""},
		"CSV, cut off":        {"x86_64,e,,b.wasm,1,0,Execution,cycles,10\nx86_64,e", Damaged, 1, "file:2"},
	} {
		h, err := Verify(NewReader(strings.NewReader(tt.text), "file", Auto))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rows, problems := 0, []error(nil)
		for _, rec := range h.Recordings {
			rows, problems = rows+rec.Rows, append(problems, rec.Problems...)
			if len(rec.Problems) != rec.Found {
				t.Errorf("%s: %d problems of %d", name, len(rec.Problems), rec.Found)
			}
		}
		if name == "the file twice" && len(problems) != 1 {
			t.Errorf("%s is said %d times", name, len(problems))
		}
		if h.State != tt.state || rows != tt.rows || !strings.Contains(fmt.Sprint(problems), tt.says) {
			t.Errorf("%s: %s, %d rows, %v; want %s, %d rows, %q", name, h.State, rows, problems, tt.state, tt.rows, tt.says)
		}
	}
	for _, text := range []string{"", "hello\n", "\x00asm\x01\x00\x00\x00"} {
		if h, err := Verify(NewReader(strings.NewReader(text), "file", Auto)); err == nil {
			t.Errorf("%q: %+v", text, h)
		}
	}
}

// TestVerifyMany reads files of several recordings: each has a state of its own,
// and its bytes.
func TestVerifyMany(t *testing.T) {
	one, other, none := finished(t, 2, 2), finished(t, 3, 1, 6), finished(t, 0, 0, 7)
	noEvents := strings.SplitAfter(finished(t, 1, 0, 8), "\n")
	cut := strings.Join(strings.SplitAfter(other, "\n")[:5], "")
	wrong := strings.Replace(other, `"count":1000`, `"count":1001`, 1)
	noHeader := strings.Replace(other, `"seed":6`, `"seed":9`, 1)
	for name, tt := range map[string]struct {
		parts  []string
		states []State
		worst  State
	}{
		"both whole":          {[]string{one, other}, []State{Whole, Whole}, Whole},
		"one cut":             {[]string{cut, one}, []State{Interrupted, Whole}, Interrupted},
		"one damaged":         {[]string{one, wrong, none}, []State{Whole, Damaged, Empty}, Damaged},
		"one without header":  {[]string{one, noHeader, none}, []State{Whole, Damaged, Empty}, Damaged},
		"the first of these":  {[]string{noHeader, one}, []State{Damaged, Whole}, Damaged},
		"nothing":             {[]string{none}, []State{Empty}, Empty},
		"nothing counted":     {[]string{strings.Join(noEvents, "")}, []State{Whole}, Whole},
		"older":               {[]string{one, older(other)}, []State{Whole, Unverified}, Unverified},
		"a header and no end": {[]string{one, strings.SplitAfter(other, "\n")[0]}, []State{Whole, Interrupted}, Interrupted},
	} {
		h, err := Verify(NewReader(strings.NewReader(strings.Join(tt.parts, "")), "file", Auto))
		if err != nil || h.State != tt.worst || len(h.Recordings) != len(tt.parts) {
			t.Errorf("%s: %+v, %v", name, h, err)
			continue
		}
		from := int64(0)
		for i, rec := range h.Recordings {
			to := from + int64(len(tt.parts[i]))
			if rec.State != tt.states[i] || rec.From != from || rec.To != to {
				t.Errorf("%s: recording %d is %s from %d to %d, want %s from %d to %d", name, i+1, rec.State, rec.From, rec.To, tt.states[i], from, to)
			}
			from = to
		}
	}
}

// TestEveryByte changes each byte of a process's lines, line ends aside, by each of
// its bits, and to a space, a digit and a brace: none goes unnoticed, in keys and
// in notes, which no reader looks at, either.
func TestEveryByte(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, JSONL)
	r := row(flags("a \"b\""), func(r *Row) {
		r.Note = &Note{Raw: 5, Enabled: 10, Running: 7, Collections: 1, Warnings: []string{"a <b>, c"}}
	})
	bare := row()
	bare.Process++
	ended := func(r Row) Mark {
		return Mark{Ended: &Ended{Engine: r.Engine, EngineFlags: r.EngineFlags, Wasm: r.Wasm, Process: r.Process, Rows: 1}}
	}
	err := errors.Join(w.Begin(Header{PlanHash: "abc"}), w.Write(r), w.Mark(ended(r)), w.Write(bare), w.Mark(ended(bare)), w.Mark(Mark{Finished: &Finished{}}), w.Close())
	if err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for at := strings.Index(text, "\n"); at < len(text); at++ {
		was := text[at]
		if was == '\n' {
			continue
		}
		for _, is := range []byte{was ^ 1, was ^ 2, was ^ 4, was ^ 8, was ^ 16, was ^ 32, was ^ 64, was ^ 128, ' ', '0', '}'} {
			changed := text[:at] + string([]byte{is}) + text[at+1:]
			h, err := Verify(NewReader(strings.NewReader(changed), "file", JSONL))
			if is != was && (err != nil || h.State != Damaged) {
				t.Errorf("byte %d of %q, %q for %q: %+v, %v", at, text, is, was, h, err)
			}
		}
	}
}

// older is a recording as it was written before there were checksums.
func older(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		line, end, _ := strings.Cut(line, `,"check":`)
		if end != "" {
			line += "}\n"
		}
		if header, _, ok := strings.Cut(line, `,"crc32c":`); ok {
			line = header + "}\n"
		}
		if !strings.Contains(line, `"finished"`) {
			out.WriteString(line)
		}
	}
	return out.String()
}

// TestAttack damages recordings at random: every damage is noticed, and no row
// is read that was not recorded. What is left can be resumed, and is whole
// then but for what it lacks.
func TestAttack(t *testing.T) {
	attacks := 600
	switch os.Getenv("SIGHTGLASS_TESTS") {
	case "":
	case "long":
		attacks = 100_000
	default:
		attacks = 3000
	}
	t.Logf("%d attacks; for 100,000 run SIGHTGLASS_TESTS=long go test -run TestAttack -v ./measure/record", attacks)
	random := rand.New(rand.NewPCG(20261125, 1))
	texts := []string{finished(t, 1, 1), finished(t, 4, 3), finished(t, 9, 2)}
	counts := map[State]int{}
	for i := range attacks {
		text := texts[random.IntN(len(texts))]
		was := map[Row]int{}
		for row, err := range NewReader(strings.NewReader(text), "", JSONL).All() {
			if err != nil {
				t.Fatal(err)
			}
			was[row]++
		}
		damaged, how := attack(random, text)
		if strings.HasSuffix(how, "before line 1") {
			continue // rows before a header are of a file that has none
		}
		h, err := Verify(NewReader(strings.NewReader(damaged), "file", JSONL))
		if err == nil && (h.State == Whole || h.State == Unverified) && !same(t, damaged, text) {
			t.Errorf("%d: %s: %s\n%s", i, how, h.State, damaged)
		}
		if err == nil {
			counts[h.State]++
		}
		interrupted := err == nil && h.State == Interrupted
		for row, err := range NewReader(strings.NewReader(damaged), "file", JSONL).All() {
			if err != nil {
				continue
			}
			// What is behind the last mark cannot be verified: it is named as
			// the rows of a process that was running, and dropped by --resume.
			if was[row]--; was[row] < 0 && !interrupted && h.Recordings[len(h.Recordings)-1].Running == 0 {
				t.Errorf("%d: %s: %+v was not recorded\n%s", i, how, row, damaged)
			}
		}
		rec, err := Recover(strings.NewReader(damaged), "file")
		if err != nil {
			continue
		}
		for _, e := range rec.Ended {
			if e.Process < 100 || e.Process >= 109 || e.Rows < 1 || e.Rows > 3 {
				t.Errorf("%d: %s: recovered %+v", i, how, e)
			}
		}
	}
	t.Logf("%v", counts)
}

// TestCopyOfDamaged: a copy is not damaged, says that it is not complete, and has
// the rows that could be read of the original.
func TestCopyOfDamaged(t *testing.T) {
	text := finished(t, 3, 2)
	l := strings.SplitAfter(text, "\n")
	for name, tt := range map[string]struct {
		text  string
		state State
		why   bool
	}{
		"whole":              {text, Whole, false},
		"a digit more":       {strings.Replace(text, `"count":1001`, `"count":11001`, 1), Whole, true},
		"a process missing":  {strings.Join(append(l[:4:4], l[7:]...), ""), Whole, true},
		"interrupted":        {strings.Join(l[:8], ""), Interrupted, false},
		"the header changed": {strings.Replace(text, `"seed":5`, `"seed":6`, 1), Unverified, true},
		"older":              {older(text), Unverified, false},
		"one of two":         {strings.Replace(text, `"count":1001`, `"count":11001`, 1) + finished(t, 2, 2, 6), Whole, true},
	} {
		var out bytes.Buffer
		w := NewWriter(&out, JSONL)
		if err := errors.Join(Copy(w, NewReader(strings.NewReader(tt.text), "file", JSONL), nil), w.Close()); err != nil {
			t.Fatal(err)
		}
		was, _ := Verify(NewReader(strings.NewReader(tt.text), "file", JSONL))
		is, err := Verify(NewReader(&out, "copy", JSONL))
		if err != nil || is.State != tt.state || len(is.Recordings) != len(was.Recordings) {
			t.Errorf("%s: %+v, %v; want %s", name, is, err, tt.state)
			continue
		}
		for i, rec := range is.Recordings {
			if before := was.Recordings[i]; rec.Rows != before.Rows || rec.Ended != before.Ended {
				t.Errorf("%s: %d rows of %d processes, and had %d of %d", name, rec.Rows, rec.Ended, before.Rows, before.Ended)
			}
			if says := rec.Why != ""; says != (tt.why && i == 0) {
				t.Errorf("%s: recording %d: %q", name, i+1, rec.Why)
			}
		}
	}
}

// same is whether two recordings have the same lines, white space aside.
func same(t *testing.T, a, b string) bool {
	t.Helper()
	read := func(text string) string {
		var out bytes.Buffer
		if err := Copy(NewWriter(&out, JSONL), NewReader(strings.NewReader(text), "", JSONL), nil); err != nil && err != io.EOF {
			t.Fatal(err)
		}
		return out.String()
	}
	return read(a) == read(b)
}

func attack(random *rand.Rand, text string) (damaged, how string) {
	b := []byte(text)
	lines := bytes.SplitAfter(b, newline)
	lines = lines[:len(lines)-1]
	at := random.IntN(len(b))
	line := random.IntN(len(lines))
	join := func(parts ...[][]byte) string {
		var out []byte
		for _, p := range parts {
			out = append(out, bytes.Join(p, nil)...)
		}
		return string(out)
	}
	switch random.IntN(9) {
	case 0:
		return string(b[:at]), fmt.Sprintf("cut at %d", at)
	case 1:
		bit := random.IntN(8)
		b[at] ^= 1 << bit
		return string(b), fmt.Sprintf("bit %d of byte %d", bit, at)
	case 2:
		b[at] = byte(random.IntN(256))
		return string(b), fmt.Sprintf("byte %d", at)
	case 3:
		return join(lines[:line], lines[line+1:]), fmt.Sprintf("without line %d", line+1)
	case 4:
		return join(lines[:line+1], lines[line:]), fmt.Sprintf("line %d twice", line+1)
	case 5:
		other := random.IntN(len(lines))
		lines[line], lines[other] = lines[other], lines[line]
		return join(lines), fmt.Sprintf("lines %d and %d swapped", line+1, other+1)
	case 6:
		end := min(len(b), at+1+random.IntN(200))
		return string(b[:at]) + string(b[end:]), fmt.Sprintf("without bytes %d to %d", at, end)
	case 7:
		end := min(len(b), at+1+random.IntN(200))
		for i := at; i < end; i++ {
			b[i] = 0
		}
		return string(b), fmt.Sprintf("zeros from %d to %d", at, end)
	}
	other := random.IntN(len(lines))
	return join(lines[:line], lines[other:other+1], lines[line:]), fmt.Sprintf("line %d before line %d", other+1, line+1)
}

// TestLongTail: a tail of many megabytes without a line end is what a power
// failure may leave, and not another recorder.
func TestLongTail(t *testing.T) {
	text := finished(t, 2, 2)
	text = text[:strings.Index(text, `{"finished"`)]
	zeros := strings.Repeat("\x00", maxLine+maxLine/2)
	rec, err := Recover(strings.NewReader(text+zeros), "file")
	if err != nil || rec.Size != int64(len(text)) || rec.Bytes != int64(len(zeros)) || len(rec.Ended) != 2 || len(rec.Damage) > 0 {
		t.Errorf("%v, %v", rec, err)
	}
}
