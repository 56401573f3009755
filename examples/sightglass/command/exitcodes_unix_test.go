//go:build unix

package command

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// An outcome is one way in which commands end, and the exit code that
// examples/sightglass/README.md gives to it.
type outcome struct {
	what string
	code int
	// runs are the command lines that end so. never names the commands that
	// cannot: any other command without a line fails the test.
	runs  []string
	never string
}

// Lines for all commands that read recordings, with %s for the file, and for
// all that record.
var (
	readers = []string{"analyze %s", "summarize %s", "compare %s", "convert %s", "check %s", "report %s -o -", "history %s", "selfcheck --from %s", "calibrate -p 1 -i 1 %s", "upload-elastic -d %s"}
	runners = []string{"benchmark -f csv -p 2 -i 1 %s", "validate %s", "selfcheck -p 8 -i 1 %s", "mix %s"}
)

const (
	others   = "doctor engines builds clean fingerprint init help completion man version ab ci profile plan code fleet" // read nothing, record nothing; profile needs Valgrind, and has TestProfilePlanted; ab and ci build first, and have TestAB, TestBisect and TestCI; fleet has TestFleetSlurm, TestFleetSSH and TestFleetFails; init without --expect writes a file that others would read, and has TestInit
	readers0 = "analyze summarize compare convert check report history calibrate upload-elastic"
)

func lined(lines []string, file string, but ...string) (list []string) {
	for _, line := range lines {
		if !slices.Contains(but, strings.Fields(line)[0]) {
			list = append(list, strings.ReplaceAll(line, "%s", file))
		}
	}
	return list
}

func outcomes() []outcome {
	join := slices.Concat[[]string]
	return []outcome{
		{"all is well", 0, join(lined(readers, "rows.jsonl", "selfcheck"), lined(runners, "noop.wasm", "selfcheck"), // which fails by chance in 3%
			[]string{"selfcheck --from calm.jsonl", "code --function 2 noop.wasm", "gobench -p 2 ./old.test ./new.test -- -bench=GoBench$ -benchtime=1x", "soak --in-process --instantiations 20 --compilations 0 -p 0", "doctor", "engines", "plan --force noop.wasm", "builds", "builds --clear", "clean --dry-run", "clean", "fingerprint -k machine", "fingerprint -k engine wazero", "fingerprint -k benchmark noop.wasm", "help", "help compare", "mix --static noop.wasm", "completion bash", "completion", "man", "version", "fleet kubernetes --nodes 2 --image a --claim b --dry-run noop.wasm"}), "ab ci init profile"},
		{"no such flag", exitRefuse, []string{"ab --nosuch", "ci --nosuch", "analyze --nosuch", "summarize --nosuch", "compare --nosuch", "convert --nosuch", "check --nosuch", "report --nosuch",
			"history --nosuch", "selfcheck --nosuch", "calibrate --nosuch", "upload-elastic --nosuch", "benchmark --nosuch", "validate --nosuch", "mix --nosuch", "gobench --nosuch", "soak --nosuch", "doctor --nosuch", "engines --nosuch", "builds --nosuch", "clean --nosuch", "fingerprint --nosuch", "init --nosuch",
			"help --nosuch", "completion --nosuch", "completion bash --nosuch", "man --nosuch", "version --nosuch", "profile --nosuch", "code --nosuch", "plan --nosuch", "fleet --nosuch"}, ""},
		{"no such value", exitRefuse, []string{"ab -f nosuch main noop.wasm", "ci -f nosuch noop.wasm", "analyze -o nosuch rows.jsonl", "summarize -o nosuch rows.jsonl", "compare --phase nosuch rows.jsonl", "convert -o nosuch rows.jsonl",
			"check --output-format nosuch rows.jsonl", "report --plot-format nosuch rows.jsonl", "history --phase nosuch rows.jsonl", "selfcheck --planned-time 0 --from rows.jsonl",
			"calibrate -p 0", "upload-elastic -b 0 rows.jsonl", "upload-elastic ftp://h rows.jsonl", "benchmark -p -1 noop.wasm", "benchmark -e nosuch noop.wasm", "benchmark -m nosuch noop.wasm", "validate -e nosuch noop.wasm", "mix -f nosuch noop.wasm", "mix -e wazero,wazero:interpreter noop.wasm", "mix --static -e wazero noop.wasm", "gobench -p 0 .", "gobench ./old.test ./new.test -- -count=5", "soak -e nosuch", "doctor -f nosuch",
			"code -f nosuch noop.wasm", "engines nosuch", "builds nosuch", "clean nosuch", "fingerprint", "fingerprint -k nosuch", "fingerprint -k machine noop.wasm", "fingerprint -k engine", "fingerprint -k engine nosuch", "fingerprint -k benchmark", "init nosuch", "help nosuch", "completion nosuch", "man nosuch1 nosuch2", "version nosuch", "profile -m nosuch noop.wasm", "plan -e nosuch noop.wasm", "plan --max-time 1m noop.wasm", "benchmark --share 1/2 noop.wasm", "benchmark --plan plan.json --share 0/8", "fleet nosuch", "fleet ssh a a noop.wasm"}, ""},
		{"no such file", exitRefuse, join(lined(readers, "nosuch.jsonl"), lined(runners, "nosuch.wasm"), []string{"code --function 2 nosuch.wasm", "fingerprint -k benchmark nosuch.wasm", "fingerprint -k engine ./nosuch.so", "soak nosuch.wasm", "gobench ./nosuch.test ./new.test", "gobench nosuch", "benchmark --resume nosuch.jsonl", "profile nosuch.wasm", "plan nosuch.wasm", "benchmark --plan nosuch.json"}), others},
		{"not a recording", exitRefuse, join(lined(readers, "text.txt"), lined(readers, "noop.wasm"), []string{"benchmark --resume text.txt", "benchmark --plan rows.jsonl", "gobench --resume text.txt ./old.test ./new.test"}), "validate soak mix " + others},
		{"no rows", exitRefuse, join(lined(readers, "empty.jsonl", "check"), lined(readers, "empty.csv"), []string{"compare one.jsonl --event nosuch", "gobench ./old.test ./new.test -- -bench=Nonesuch"}), "benchmark validate soak mix " + others},
		{"no rows", exitFailed, []string{"check empty.jsonl"}, ""},
		{"every line refused", exitRefuse, lined(readers, "refused.csv"), "benchmark gobench validate soak mix " + others},
		{"a line refused", exitFailed, lined(readers, "part.csv", "calibrate", "compare", "selfcheck", "upload-elastic"), "benchmark gobench validate soak mix " + others},
		{"a line refused", exitRefuse, []string{"calibrate part.csv", "upload-elastic -d part.csv", "compare part.csv", "selfcheck --from part.csv"}, ""}, // nothing is done without it, or with the rest
		{"damaged", exitFailed, lined(readers, "damaged.jsonl", "calibrate", "selfcheck", "upload-elastic"), "benchmark gobench validate soak mix " + others},
		{"damaged", exitRefuse, []string{"calibrate damaged.jsonl", "upload-elastic -d damaged.jsonl", "selfcheck --from damaged.jsonl"}, ""},
		{"all damaged", exitRefuse, lined(readers, "ruined.jsonl", "check"), "benchmark gobench validate soak mix " + others},
		{"all damaged", exitFailed, []string{"check ruined.jsonl"}, ""},
		{"nothing compared", exitRefuse, []string{"compare one.jsonl", "compare --method pooled-welch one.jsonl", "selfcheck --from few.csv"},
			"benchmark gobench analyze summarize convert check report history calibrate upload-elastic validate soak mix " + others},
		{"not comparable", exitRefuse, []string{"compare one.jsonl other.jsonl", "report one.jsonl other.jsonl -o page.html"},
			"benchmark gobench analyze summarize convert check calibrate history upload-elastic validate soak mix selfcheck " + others},
		{"gate closed", exitFailed, []string{"compare both.csv -b a --fail-on changed-worse", "selfcheck --from both.jsonl", "benchmark -e wazero -e wazero:interpreter -p 8 -i 1 --fail-on unsure work.wasm",
			"gobench -p 8 --fail-on changed-worse ./old.test ./slow.test -- -bench=GoBench$ -benchtime=1x"}, "analyze summarize convert check report history calibrate upload-elastic validate soak mix " + others},
		{"gate undecided", exitRefuse, []string{"compare one.jsonl --fail-on unsure", "compare three.csv -b a --fail-on unsure", "compare both.csv --fail-on unsure", "selfcheck --from three.jsonl",
			"benchmark -e wazero -e wazero:interpreter -p 2 -i 1 --fail-on unsure noop.wasm",
			"gobench -p 2 --fail-on unsure ./old.test ./new.test -- -bench=GoBench$ -benchtime=1x", "gobench -p 8 --fail-on unsure ./old.test ./lacks.test -- -bench=GoBench -benchtime=1x"}, "analyze summarize convert check report history calibrate upload-elastic validate soak mix " + others},
		{"some failed", exitFailed, append(lined(runners, "trap-inside.wasm noop.wasm"), "gobench -p 1 ./old.test ./fails.test -- -bench=GoBench -benchtime=1x", "init --expect some-fail", "plan --force --trial trap-inside.wasm noop.wasm"), "soak " + readers0 + " " + others},
		{"all failed", exitFailed, join(lined(runners, "trap-inside.wasm", "selfcheck"), lined(runners, "not-wasm.wasm", "selfcheck"), []string{"soak --in-process --instantiations 20 --compilations 0 -p 0 trap-inside.wasm", "gobench -p 1 ./fails.test ./fails2.test -- -bench=GoBenchFails -benchtime=1x"}), readers0 + " selfcheck " + others},
		{"all failed", exitRefuse, []string{"selfcheck -p 8 -i 1 trap-inside.wasm", "selfcheck -p 8 -i 1 not-wasm.wasm"}, ""}, // no check failed: there was none
		{"stopped at a failure", exitFailed, []string{"benchmark --fail-fast -p 1 -i 1 -f csv trap-inside.wasm noop.wasm"}, "*"},
		{"output exists", exitRefuse, []string{"benchmark -p 1 -i 1 -o rows.jsonl noop.wasm", "report one.jsonl -o rows.jsonl", "history one.jsonl -o text.txt"}, "*"},
		{"output is held", exitRefuse, []string{"benchmark -p 1 -i 1 -o held.jsonl noop.wasm", "benchmark -p 1 -i 1 --force -o held.jsonl noop.wasm", "benchmark --resume held.jsonl"}, "*"},
		{"a share is held", exitBusy, []string{"benchmark --plan plan.json --share 1/2 --wait 1ms -o held.jsonl"}, "*"},
		{"no folder for the output", exitOutput, []string{"benchmark -p 1 -i 1 -o nosuch/rows.jsonl noop.wasm", "benchmark -p 1 -i 1 -o nosuch/t.md noop.wasm", "benchmark -p 1 -i 1 -o dangling.jsonl noop.wasm",
			"benchmark -p 1 -i 1 -f csv -o . noop.wasm", "report one.jsonl -o nosuch/page.html", "report one.jsonl -o .", "history one.jsonl -o nosuch/page.html", "report one.jsonl -o page.html --plots text.txt"}, "*"},
		{"the output's disk is full", exitOutput, []string{"benchmark -p 1 -i 1 -f csv -o /dev/full noop.wasm", "benchmark -p 1 -i 1 -o /dev/full noop.wasm", "report one.jsonl -o /dev/full", "history one.jsonl -o /dev/full"}, "*"},
		{"resume: complete", 0, []string{"benchmark --resume rows.jsonl"}, "*"},
		{"resume: damaged", 0, []string{"benchmark --resume damaged2.jsonl"}, "*"},
		{"resume: interrupted", 0, []string{"benchmark --resume cut.jsonl"}, "*"},
		{"resume: not resumable", exitRefuse, []string{"benchmark --resume both.csv", "benchmark --resume two.jsonl", "benchmark --resume ruined-header.jsonl", "benchmark --resume changed.jsonl"}, "*"},
	}
}

// TestExitCodes runs every command in every way in which it can end.
func TestExitCodes(t *testing.T) {
	folder(t, "trap-inside", "not-wasm", "work")
	put(t, "changed.wasm", read(t, "noop.wasm"))
	for _, args := range []string{"benchmark -e wazero -p 8 -i 1 -o one.jsonl noop.wasm", "benchmark -e wazero -e wazero:interpreter -p 8 -i 1 -o rows.jsonl noop.wasm",
		"benchmark -e wazero -p 8 -i 1 --benchmark-phase execution -o other.jsonl noop.wasm", "benchmark -e wazero -p 1 -i 1 -o changed.jsonl changed.wasm"} {
		succeeds(t, strings.Fields(args)...)
	}
	rows := read(t, "rows.jsonl")
	lines := strings.SplitAfter(rows, "\n")
	wrong := strings.Replace(rows, `"count":`, `"count":1`, 1)
	put(t, "damaged.jsonl", wrong)
	put(t, "damaged2.jsonl", wrong)
	put(t, "ruined.jsonl", strings.ReplaceAll(rows, `"count":`, `"count":1`))
	put(t, "ruined-header.jsonl", strings.Replace(rows, `"seed":`, `"seed":1`, 1))
	put(t, "changed.wasm", read(t, "noop.wasm")+"\x00\x03\x01x\x00") // a custom section
	put(t, "cut.jsonl", strings.Join(lines[:20], ""))
	put(t, "two.jsonl", rows+read(t, "one.jsonl"))
	put(t, "empty.jsonl", lines[0])
	put(t, "empty.csv", "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n")
	put(t, "refused.csv", "x86_64,e,,b.wasm,1,0,Execution,cycles,ten\nx86_64,e,,b.wasm,1,1,Execution,cycles,x\n")
	put(t, "part.csv", "x86_64,e,,b.wasm,1,0,Execution,cycles,10\nx86_64,e,,b.wasm,1,1,Execution,cycles,x\n")
	put(t, "few.csv", "x86_64,e,,b.wasm,1,0,Execution,cycles,10\nx86_64,e,,b.wasm,2,1,Execution,cycles,11\n")
	put(t, "both.csv", golden())
	put(t, "both.jsonl", asOneEngine(golden()))
	put(t, "calm.jsonl", calm())
	three := strings.Join(strings.SplitAfter(golden(), "\n")[:6], "")
	put(t, "three.csv", three)
	put(t, "three.jsonl", asOneEngine(three))
	put(t, "text.txt", "hello\n")
	expectProject(t, "some-fail", "trap-inside", "noop")
	if err := os.Symlink("nowhere/rows.jsonl", "dangling.jsonl"); err != nil {
		t.Fatal(err)
	}
	held, err := record.Create("free.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if _, err := held.Write([]byte(rows)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename("free.jsonl", "held.jsonl"); err != nil {
		t.Fatal(err)
	}
	testBinaries(t, "old", "new", "slow", "fails", "fails2", "lacks")
	for _, o := range outcomes() {
		for _, args := range o.runs {
			if r := sightglass(t, "", strings.Fields(args)...); r.code != o.code || r.code != 0 && r.stderr == "" {
				t.Errorf("%s: %s: code %d, want %d\n%s", o.what, args, r.code, o.code, r.stderr[max(0, len(r.stderr)-300):])
			}
		}
	}
	good := outcomes()[0].runs
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Log("no /dev/full here: ", err)
	}
	defer full.Close()
	for _, args := range good {
		var stderr bytes.Buffer
		if code := Run(t.Context(), strings.Fields(args), strings.NewReader(""), full, &stderr); full != nil && code != exitOutput {
			t.Errorf("%s >/dev/full: code %d, want %d\n%s", args, code, exitOutput, stderr.String())
		}
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		c := start(t, strings.Fields(args)...)
		c.Stdout = w
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		w.Close()
		want := 128 + int(syscall.SIGPIPE)
		switch command, _, _ := strings.Cut(args, " "); command {
		case "benchmark", "code", "gobench", "plan": // they start processes, and ignore the signal
			want = exitOutput
		}
		if code := c.shellCode(t); code != want {
			t.Errorf("%s | true: code %d, want %d\n%s", args, code, want, c.stderr.String())
		}
	}
}

// shellCode is the exit code that a shell gives to a command.
func (c *child) shellCode(t *testing.T) int {
	t.Helper()
	code := c.end(t)
	if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return code
}

// stoppable are the command lines that TestExitCodesOfSignals stops.
var stoppable = slices.Concat(lined(readers, "fifo"), lined(runners, "loop-forever.wasm"), []string{"soak --in-process --compilations 0 -p 0 loop-forever.wasm", "gobench ./loop-forever.test ./old.test -- -bench=GoBench$", "init --expect loop-forever", "plan --trial -o loop.json loop-forever.wasm"})

// TestExitCodesOfSignals stops every command that can wait, or run on.
func TestExitCodesOfSignals(t *testing.T) {
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip("what a process does cannot be seen here: ", err)
	}
	folder(t, "loop-forever")
	testBinaries(t, "loop-forever", "old")
	expectProject(t, "loop-forever", "loop-forever")
	if err := syscall.Mkfifo("fifo", 0o644); err != nil {
		t.Skip("no FIFOs here: ", err)
	}
	fifo, err := os.OpenFile("fifo", os.O_RDWR, 0) // so that it has a writer
	if err != nil {
		t.Fatal(err)
	}
	defer fifo.Close()
	for i, args := range stoppable {
		signal := []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP}[i%3]
		if strings.Contains(args, "loop-forever") && signal == syscall.SIGINT {
			signal = syscall.SIGTERM // a first Ctrl-C would wait for that process to end
		}
		c := start(t, strings.Fields(args)...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		until(t, args+" runs", func() bool {
			return c.reads("fifo") || strings.Contains(args, "loop-forever") && busy(append(c.descendants(), c.Process.Pid))
		})
		_ = c.Process.Signal(signal)
		if code := c.shellCode(t); code != 128+int(signal) {
			t.Errorf("%s: %v: code %d\n%s", args, signal, code, c.stderr.String())
		}
	}
}

// reads is whether the command has a file open.
func (c *child) reads(name string) bool {
	fds, _ := filepath.Glob("/proc/" + strconv.Itoa(c.Process.Pid) + "/fd/*")
	return slices.ContainsFunc(fds, func(fd string) bool {
		path, err := os.Readlink(fd)
		return err == nil && filepath.Base(path) == name
	})
}

// TestExitCodesCovered: every command has a line for every way of ending, or
// never ends so.
func TestExitCodesCovered(t *testing.T) {
	for _, o := range append(outcomes(), outcome{"stopped", 143, stoppable, others}) {
		var has []string
		for _, other := range append(outcomes(), o) {
			if other.what != o.what {
				continue
			}
			has = append(has, strings.Fields(other.never)...)
			for _, args := range other.runs {
				has = append(has, strings.Fields(args)[0])
			}
		}
		root := newRoot()
		refuseTopics(root)
		for _, cmd := range root.Commands() {
			if name := cmd.Name(); !cmd.Hidden && !slices.Contains(has, name) && !slices.Contains(has, "*") {
				t.Errorf("%s: no line for %s", o.what, name)
			}
		}
	}
}
