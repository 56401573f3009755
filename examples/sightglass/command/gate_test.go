package command

import (
	"fmt"
	"strings"
	"testing"
)

// arm is one engine's rows of the golden vector, under another name.
func arm(engine, as string) string {
	var rows strings.Builder
	for line := range strings.Lines(golden()) {
		if strings.Contains(line, ","+engine+",") {
			rows.WriteString(strings.Replace(line, ","+engine+",", ","+as+",", 1))
		}
	}
	return rows.String()
}

// recorded is rows in JSON Lines under a header that has labels.
func recorded(minute int, labels, rows string) string {
	var out strings.Builder
	fmt.Fprintf(&out, `{"format":"sightglass-recording/1","started":"2026-01-02T03:%02d:00Z","first_process":%d,"labels":{%s}}`+"\n", minute, minute, labels)
	for line := range strings.Lines(rows) {
		f := strings.Split(strings.TrimSpace(line), ",")
		fmt.Fprintf(&out, `{"arch":%q,"engine":%q,"wasm":%q,"process":%s,"iteration":%s,"phase":%q,"event":%q,"count":%s}`+"\n", f[0], f[1], f[3], f[4], f[5], f[6], f[7], f[8])
	}
	return out.String()
}

// TestGate: exit code 1 for a regression, 0 for none, and 2 where the gate
// cannot decide.
func TestGate(t *testing.T) {
	t.Chdir(t.TempDir())
	mkdir(t, "other")
	before, after := arm("a", "same"), arm("b", "same")
	three := strings.Join(strings.SplitAfter(golden(), "\n")[:6], "")
	y := strings.ReplaceAll(before, "g.wasm", "y.wasm")
	first := strings.Join(strings.SplitAfter(before, "\n")[:9], "") // before it was resumed
	var wild strings.Builder                                        // nine rounds are the other way than the tenth, of 10x: p = 0.08
	for p := range 10 {
		b := 900_000 + 10*p
		if p == 9 {
			b = 10_000_000
		}
		fmt.Fprintf(&wild, "x86_64,a,,w.wasm,%d,0,Execution,cycles,%d\nx86_64,b,,w.wasm,%d,0,Execution,cycles,%d\n", 5+p, 1_000_000, 5+p, b)
	}
	for name, text := range map[string]string{
		"wild.csv":   wild.String(),
		"before.csv": before, "after.csv": after, "copy.csv": before, "other/before.csv": after, "both.csv": golden(), "three.csv": three,
		"before.jsonl": recorded(1, `"commit":"c0ffee"`, before), "after.jsonl": recorded(2, `"commit":"decade"`, after),
		"stream.jsonl": recorded(1, "", before) + recorded(2, "", after), "wrong.csv": arm("b", "other"), "empty.csv": "",
		"more.csv": before + y, "missing.csv": golden() + strings.ReplaceAll(arm("a", "a"), "g.wasm", "y.wasm"), "junk.csv": "not,a,row\n",
		"a.csv": arm("a", "a"), "b.csv": arm("b", "b"), "a.jsonl": recorded(1, "", arm("a", "a")), "b.jsonl": recorded(2, "", arm("b", "b")),
		"first.csv": first, "first.jsonl": recorded(1, "", first), "resumed.jsonl": recorded(1, "", before),
		"torn.csv": golden() + "x86_64,a,,g.wasm,99,0,Execu", "failed.jsonl": recorded(1, "", golden()) + // after ten rounds
			`{"ended":{"engine":"b","wasm":"g.wasm","process":99,"round":10,"rows":0,"failure":{"cause":"guest","text":"guest trapped: boom","iteration":0,"attempt":1}}}` + "\n",
		"whole.jsonl": recorded(1, "", before+y), "wholecopy.jsonl": recorded(1, "", before+y),
	} {
		put(t, name, text)
	}
	for _, tt := range []struct {
		args  string
		stdin string
		code  int
		want  string // in what is printed
	}{
		{"both.csv --baseline a", "", 1, "1 comparison changed for the worse"},
		{"both.csv --baseline b", "", 0, "gate --fail-on changed-worse: open: none of 1 comparison changed for the worse"},
		{"both.csv --baseline a --fail-on unsure", "", 1, "gate --fail-on unsure: closed: 1 comparison changed for the worse"},
		{"wild.csv --baseline a", "", 0, "gate --fail-on changed-worse: open: none of 1 comparison changed for the worse; 1 is unsure: a change for the worse of up to"},
		{"wild.csv --baseline a --fail-on unsure", "", 1, "gate --fail-on unsure: closed: none of 1 comparison changed for the worse; 1 is unsure"},
		{"wild.csv --baseline a", "", 0, "may have stayed unseen (--fail-on unsure fails for that)"},
		{"wild.csv --baseline a -o json", "", 0, "\n \"gate\": \"gate --fail-on changed-worse: open: none of 1 comparison changed for the worse; 1 is unsure: a change"},
		{"wild.csv --baseline a -o markdown", "", 0, "\n- gate --fail-on changed-worse: open: none of 1 comparison changed for the worse; 1 is unsure: a change"},
		{"both.csv --baseline a -o json", "", 1, "\n \"gate\": \"gate --fail-on changed-worse: closed: 1 comparison changed for the worse"},
		{"both.csv -o json", "", 2, "\n \"gate\": \"--fail-on: the gate cannot decide: the rows do not say"},
		{"wild.csv --baseline a --fail-on worse", "", 2, "use changed-worse, unsure or never"},
		{"both.csv", "", 2, "the rows do not say which engine is the baseline: took a; name it to be sure (--baseline NAME lets it decide all the same)"},
		{"", golden(), 2, "the rows do not say which engine is the baseline: took a; name it to be sure (--baseline NAME lets it decide all the same)"},
		{"b.csv a.csv --allow-confounded", "", 0, "a against b"}, // the alphabet says otherwise
		{"b.csv a.jsonl --allow-confounded", "", 0, "a against b"},
		{"b.jsonl a.csv --allow-confounded", "", 0, "a against b"},
		{"b.csv both.csv --before-after=false --baseline b --allow-confounded", "", 2, "more than once"},
		{"- b.csv --allow-confounded", arm("a", "a"), 1, "b against a"},
		{"before.csv after.csv", "", 2, "; and it is not known whether the same ran"},
		{"before.csv after.csv --allow-confounded", "", 1, "warning: it is not known whether the same ran"},
		{"b.csv a.csv", "", 2, "; and it is not known whether the same ran"},
		{"before.csv after.csv more.csv", "", 2, "the only engine of 3 recordings, and before and after are exactly two: name two, or see all in a history"},
		{"-b a", golden(), 1, "1 comparison changed for the worse"},
		{"nosuch.csv", "", 2, "no such file"},
		{"empty.csv", "", 2, "no rows"},
		{"junk.csv", "", 2, "nothing was compared"},
		{"three.csv --baseline a", "", 2, "needs 8 rounds or more, and g.wasm (b, Execution, cycles) has 3"},
		{"missing.csv --baseline a", "", 2, "part of it was not compared"},
		{"missing.csv --baseline a --allow-incomplete", "", 1, "changed for the worse"},
		{"torn.csv --baseline b", "", 2, "part of it was not recorded: torn.csv:"},
		{"torn.csv --baseline b --allow-incomplete", "", 1, "open: none of 1 comparison"}, // a line was refused
		{"failed.jsonl --baseline b", "", 2, "part of it was not recorded: g.wasm failed in 1 process of b; the first: guest trapped: boom (--allow-incomplete lets it decide all the same)"},
		{"failed.jsonl --baseline b --allow-incomplete", "", 0, "open: none of 1 comparison"},
		{"before.csv", "", 2, "nothing was compared"},
		{"both.csv --event nosuch", "", 2, `no event "nosuch"; it has cycles`},
		{"both.csv --phase instantiation", "", 2, `no phase "Instantiation"; it has Execution`},
		{"before.csv after.csv", "", 2, "did not run in the same rounds"},
		{"before.csv after.csv", "", 2, "--allow-confounded lets it decide"},
		{"before.csv after.csv --allow-confounded", "", 1, "same (after.csv)"},
		{"after.csv before.csv --allow-confounded", "", 0, "same (before.csv) against same (after.csv)"},
		{"before.csv after.csv -b after.csv --allow-confounded", "", 0, "same (before.csv) against same (after.csv)"},
		{"before.csv other/before.csv --allow-confounded", "", 1, "same (other/before.csv)"},
		{"before.jsonl after.jsonl --allow-confounded", "", 1, "same (decade) against same (c0ffee)"},
		{"before.jsonl after.csv --allow-confounded", "", 1, "same (after.csv) against same (before.jsonl)"},
		{"stream.jsonl --allow-confounded", "", 1, "same (after) against same (before)"},
		{"--allow-confounded", recorded(1, "", before) + recorded(2, "", after), 1, "same (after) against same (before)"},
		{"- after.csv --allow-confounded", before, 1, "same (after.csv) against same (standard input)"},
		{"- - --allow-confounded", before, 2, "standard input (-) is named twice"},
		{"before.csv before.csv --allow-confounded", "", 2, "before.csv is named twice"},
		{"before.csv copy.csv --allow-confounded", "", 2, "have the same rows: are they copies of one recording?"},
		{"both.csv -b b --noise-threshold 5", "", 2, "0.05 is 5%"},
		{"both.csv -b a --event=", "", 2, "--event is empty"},
		{"both.csv -b a --phase=", "", 2, "--phase is empty"},
		{"both.csv --baseline=", "", 2, "--baseline is empty"},
		{"both.csv -b a --output-format=", "", 2, "--output-format is empty"},
		{"both.csv -b a --fail-on=", "", 2, `--fail-on is empty: is a shell variable not set? Leave the flag out, or give it a value: "changed-worse"`},
		{"whole.jsonl wholecopy.jsonl --allow-confounded", "", 2, "both are the same recording (whole.jsonl, wholecopy.jsonl)"},
		{"first.jsonl resumed.jsonl --allow-confounded", "", 2, "both are the same recording (first.jsonl, resumed.jsonl)"},
		{"resumed.jsonl first.jsonl --allow-confounded", "", 2, "both are the same recording (resumed.jsonl, first.jsonl)"},
		{"first.csv resumed.jsonl --allow-confounded", "", 2, "first.csv and resumed.jsonl have rows in common: are they copies of one recording?"},
		{"before.csv empty.csv --allow-confounded", "", 2, "empty.csv has no rows"},
		{"more.csv after.csv --allow-confounded", "", 2, "y.wasm on same (x86_64) was not compared: after.csv has no values for it"},
		{"--before-after before.csv wrong.csv", "", 2, "these have same, and other"},
		{"before.csv after.csv --before-after=false", "", 2, "nothing was compared"},
		{"before.csv after.csv copy.csv", "", 2, "nothing was compared"},
		{"before.csv after.csv --method pooled-welch", "", 2, "--fail-on cannot be combined"},
	} {
		r := sightglass(t, tt.stdin, append([]string{"compare", "--fail-on", "changed-worse", "--show-insignificant"}, strings.Fields(tt.args)...)...)
		if r.code != tt.code || !strings.Contains(r.stdout+r.stderr, tt.want) {
			t.Errorf("%s: %+v, want code %d and %q", tt.args, r, tt.code, tt.want)
		}
	}
}

// TestBeforeAfter: the same without a gate, and in a report.
func TestBeforeAfter(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"before.csv": arm("a", "same"), "after.csv": arm("b", "same")} {
		put(t, name, text)
	}
	for args, want := range map[string]string{
		"compare before.csv after.csv":                              "not interleaved",
		"compare before.csv after.csv -o csv":                       "same (before.csv),",
		"compare before.csv after.csv --method pooled-welch":        "same (after.csv) / same (before.csv) = 1.0",
		"compare before.csv after.csv --method pooled-welch -o csv": "cycles,same (before.csv),",
		"report -o - before.csv after.csv":                          "same (after.csv) executes in 2.4% more time than before.csv",
		"report -o - -b after.csv before.csv after.csv":             "same (before.csv) executes in 2.3% less time than after.csv",
		"report -o - --before-after=false before.csv after.csv":     "Only one engine was recorded",
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("%s: code %d, %s, no %q in\n%.3000s", args, r.code, r.stderr, want, r.stdout)
		}
	}
}

// TestFromZero: what is 0 in all rounds has no ratio and has a verdict, in
// every form, before a gate and in a history.
func TestFromZero(t *testing.T) {
	t.Chdir(t.TempDir())
	var both strings.Builder
	one := [2]strings.Builder{}
	for p := range 8 {
		for i, n := range []int{0, 800_001} {
			fmt.Fprintf(&both, "x86_64,%c,,z.wasm,%d,0,Instantiation,fuel,%d\n", 'a'+i, 5+p, n)
			fmt.Fprintf(&one[i], "x86_64,e,,z.wasm,%d,0,Instantiation,fuel,%d\n", 5+p, n)
		}
	}
	for name, text := range map[string]string{"both.csv": both.String(), "1.csv": one[0].String(), "2.csv": one[1].String(), "3.csv": one[1].String()} {
		put(t, name, text)
	}
	for args, want := range map[string]string{
		"compare both.csv":                               "from 0 to",
		"compare both.csv -o csv":                        "from 0 to 800,001, more, exactly",
		"compare both.csv -o json":                       `"summary": "from 0 to 800,001, more, exactly"`,
		"compare both.csv -o markdown":                   "from 0 to 800,001, more (worse)",
		"compare 1.csv 2.csv -o markdown":                "from 0 to 800,001, more (worse)",
		"report -o - both.csv":                           "b counts more fuel than a when instantiating on z: from 0 to 800,001",
		"report -o - 1.csv 2.csv":                        "more fuel than 1.csv when instantiating on z: from 0 to 800,001",
		"history 1.csv 2.csv 3.csv":                      "from 0 to 800,001, more",
		"history 1.csv 2.csv 3.csv --output-format json": `"verdict": "changed"`,
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("%s: code %d, %s, no %q in\n%.3000s", args, r.code, r.stderr, want, r.stdout)
		}
	}
	if r := sightglass(t, "", strings.Fields("compare both.csv --baseline a --fail-on changed-worse")...); r.code != exitFailed || !strings.Contains(r.stderr, "from 0 to 800,001") {
		t.Errorf("%+v", r)
	}
}
