package fleet

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestSlurmChaos has the real sightglass record a plan on a real Slurm while jobs, their
// processes, nodes, the controller and the command that follows them are ended at random.
// In the end no round of the plan is missing, and none is there twice.
func TestSlurmChaos(t *testing.T) {
	c := startCluster(t)
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("SIGHTGLASS_CHAOS_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("SIGHTGLASS_CHAOS_SEED=%d", seed)
	x := &chaos{cluster: c, random: rand.New(rand.NewPCG(seed, 0)), work: t.TempDir(), program: filepath.Join(t.TempDir(), "sightglass")}
	if out, err := exec.Command("go", "build", "-o", x.program, "../../examples/sightglass").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	wasm, err := os.ReadFile("../../examples/benchmarks/noop/noop.wasm")
	if err == nil {
		err = os.WriteFile(filepath.Join(x.work, "noop.wasm"), wasm, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	const shares, rounds, iterations, events = 5, 200, 2, 24
	x.args = strings.Fields(fmt.Sprintf("fleet slurm --nodes %d -p %d -i %d -e wazero,wazero:interpreter -m time --phase execution --interval 200ms --attempts 1000 noop.wasm", shares, rounds, iterations))
	t.Cleanup(x.stop)
	x.start()
	until(t, "a share runs", func() bool { return x.task() != "" })
	for range events {
		time.Sleep(time.Duration(300+x.random.IntN(900)) * time.Millisecond)
		x.hurry()
		x.event()
		x.follow()
	}
	x.settle()

	// What there is, compared with the plan: whole blocks of a round, one for each.
	for share := 1; share <= shares; share++ {
		x.whole(share, shares, rounds, iterations)
	}
}

// chaos is what happens to a fleet.
type chaos struct {
	*cluster
	random  *rand.Rand
	work    string // the current folder of the fleet
	program string
	args    []string

	fleet *exec.Cmd
	said  *bytes.Buffer
	ended chan error
	waits string // the node that is drained or down
}

// start starts the command, which follows what runs already.
func (x *chaos) start() {
	x.fleet, x.said, x.ended = exec.Command(x.program, x.args...), new(bytes.Buffer), make(chan error, 1)
	x.fleet.Dir, x.fleet.Stdout, x.fleet.Stderr = x.work, x.said, x.said
	if err := x.fleet.Start(); err != nil {
		x.t.Fatal(err)
	}
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(x.fleet, x.ended)
}

func (x *chaos) stop() {
	if x.fleet != nil {
		_ = x.fleet.Process.Kill()
	}
}

// follow starts the command again if it has ended, as it does if no controller answers
// its first question.
func (x *chaos) follow() (done bool) {
	select {
	case err := <-x.ended:
		if err == nil {
			x.ended <- nil
			return true
		}
		x.t.Logf("the command ended, %v: %s", err, last(x.said.String()))
		x.start()
	default:
	}
	return false
}

func last(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// event does something that happens on clusters.
func (x *chaos) event() {
	x.resume()
	events := []struct {
		name string
		do   func() string
	}{
		{"scancel", func() string { return x.tell(x.task(), "scancel", "%s") }},
		{"requeue", func() string { return x.tell(x.task(), "scontrol", "requeue", "%s") }},
		{"kill the recorder", func() string { return x.kill(x.find("\x00benchmark\x00--plan\x00")) }},
		{"kill the job's shell", func() string { return x.kill(x.find("slurm_script")) }},
		{"kill slurmstepd", func() string { return x.kill(parents(x.find("slurm_script"))) }},
		{"drain", func() string { return x.node("drain") }},
		{"down", func() string { return x.node("down") }},
		{"restart the controller", func() string { return x.restart(syscall.SIGTERM) }},
		{"crash the controller", func() string { return x.restart(syscall.SIGKILL) }},
		{"kill the command", func() string {
			_ = x.fleet.Process.Kill()
			<-x.ended
			x.start()
			return "and start it again"
		}},
	}
	e := events[x.random.IntN(len(events))]
	x.t.Logf("%s: %s", e.name, e.do())
}

// task is one that runs, "" if none does.
func (x *chaos) task() string {
	out, _ := exec.Command("squeue", "--noheader", "--array", "--states=RUNNING", "--format=%i").Output()
	return x.one(strings.Fields(string(out)))
}

func (x *chaos) one(list []string) string {
	if len(list) == 0 {
		return ""
	}
	slices.Sort(list)
	return list[x.random.IntN(len(list))]
}

func (x *chaos) tell(task string, args ...string) string {
	if task == "" {
		return "nothing runs"
	}
	args[len(args)-1] = task
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput() // it may have ended
	return fmt.Sprint(task, " ", err, " ", strings.TrimSpace(string(out)))
}

// find are the processes of jobs whose command line has a text in it.
func (x *chaos) find(part string) (pids []string) {
	for _, pid := range x.processes() {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if bytes.Contains(text, []byte(part)) {
			pids = append(pids, strconv.Itoa(pid))
		}
	}
	return pids
}

// parents are those of processes.
func parents(pids []string) (list []string) {
	for _, pid := range pids {
		text, _ := os.ReadFile("/proc/" + pid + "/stat")
		_, rest, _ := bytes.Cut(text, []byte(") "))
		if fields := strings.Fields(string(rest)); len(fields) > 1 && fields[1] != "1" {
			list = append(list, fields[1])
		}
	}
	return list
}

func (x *chaos) kill(pids []string) string {
	pid, _ := strconv.Atoi(x.one(pids))
	if pid <= 1 {
		return "there is none"
	}
	return fmt.Sprint(pid, " ", syscall.Kill(pid, syscall.SIGKILL))
}

// node takes one out of service until the next event.
func (x *chaos) node(state string) string {
	x.waits = x.one([]string{"n1", "n2"})
	out, err := exec.Command("scontrol", "update", "nodename="+x.waits, "state="+state, "reason=chaos").CombinedOutput()
	return fmt.Sprint(x.waits, " ", err, " ", string(out))
}

func (x *chaos) resume() {
	if x.waits != "" {
		_ = exec.Command("scontrol", "update", "nodename="+x.waits, "state=resume").Run()
		x.waits = ""
	}
}

func (x *chaos) restart(by syscall.Signal) string {
	x.stopController(by)
	time.Sleep(time.Duration(x.random.IntN(1000)) * time.Millisecond)
	x.startController()
	return ""
}

// settle waits until the command has ended well. What Slurm would begin in two minutes
// begins now; and nodes register, which they do by themselves every few minutes: it is then
// that the controller finds out that a job has no slurmstepd any more, or that it crashed
// before it launched one. (Starting the controller again has them register as well, but sets
// what it knows of every job to that moment, and it asks for 20 s without a sign of life.)
func (x *chaos) settle() {
	x.resume()
	end := time.Now().Add(3 * limit)
	for n := 1; !x.follow(); n++ {
		if time.Now().After(end) {
			x.t.Fatalf("the fleet is not recorded: %s", x.said)
		}
		x.hurry()
		if n%50 == 0 {
			x.resumeAll()
			_ = exec.Command("scontrol", "reconfigure").Run() // it is asked again
		}
		time.Sleep(200 * time.Millisecond)
	}
	if err := <-x.ended; err != nil || !strings.Contains(x.said.String(), "shares recorded") {
		x.t.Errorf("error %v: %s", err, x.said)
	}
}

func (x *chaos) resumeAll() {
	for _, node := range []string{"n1", "n2"} {
		_ = exec.Command("scontrol", "update", "nodename="+node, "state=resume").Run() // nothing if it is in service
	}
}

// whole checks that a share has each of its rounds, whole and once.
func (x *chaos) whole(share, of, rounds, iterations int) {
	name := filepath.Join(x.work, "sightglass-fleet", shareFile(share, "jsonl"))
	file, err := record.OpenFile(name)
	if err != nil {
		x.t.Error(err)
		return
	}
	defer file.Close()
	rec, err := record.Recover(file, name)
	if err != nil || !rec.Finished || len(rec.Damage) > 0 {
		x.t.Fatalf("%s: %+v, error %v", name, rec, err)
	}
	ran := map[int]map[uint64]int{} // engines of each process of a round
	for _, e := range rec.Ended {
		if e.Failure != nil {
			x.t.Errorf("%s: %+v", name, e)
		}
		if ran[e.Round] == nil {
			ran[e.Round] = map[uint64]int{}
		}
		ran[e.Round][e.Process]++
	}
	for round := range rounds {
		whole := 0
		for _, engines := range ran[round] {
			whole += engines / 2 // one that was interrupted has fewer, and its number is not used again
			if engines > 2 {
				x.t.Errorf("%s: round %d: %v", name, round, ran[round])
			}
		}
		if want := map[bool]int{true: 1}[round%of == share-1]; whole != want || want == 0 && len(ran[round]) > 0 {
			x.t.Errorf("%s: round %d is there %d times, want %d", name, round, whole, want)
		}
	}
	again, err := record.OpenFile(name)
	if err != nil {
		x.t.Fatal(err)
	}
	defer again.Close()
	rows, err := record.ReadAll(record.NewReader(again, name, record.JSONL))
	if err != nil {
		x.t.Error(err)
	}
	once := map[record.Row]bool{}
	for _, row := range rows {
		row.Count, row.Note = 0, nil
		if once[row] {
			x.t.Errorf("%s: twice: %+v", name, row)
		}
		once[row] = true
	}
	if want := len(rec.Ended) * iterations * 2; len(rows) != want { // nanoseconds and cpu-nanoseconds
		x.t.Errorf("%s: %d rows of %d processes, want %d", name, len(rows), len(rec.Ended), want)
	}
	x.t.Logf("share %d: %d rows, %d processes, resumed %d times", share, len(rows), len(rec.Ended), rec.Resumptions)
}
