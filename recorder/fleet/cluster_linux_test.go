package fleet

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// cluster is a Slurm of two nodes that are both this machine, with daemons, keys and
// ports of its own.
type cluster struct {
	t          *testing.T
	dir        string
	controller *exec.Cmd
}

// startCluster starts one, and ends all of it with the test.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("takes half a minute: SIGHTGLASS_TESTS=all go test ./recorder/fleet")
	}
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin")
	for _, name := range []string{"slurmctld", "slurmd", "munged", "sbatch", "squeue", "scontrol", "scancel"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%v: apt-get install slurmctld slurmd munge slurm-client", err)
		}
	}
	// Sockets have short names.
	dir, err := os.MkdirTemp("", "slurm")
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, dir: dir}
	t.Cleanup(c.remove)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"state", "munge"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	key := make([]byte, 1024)
	_, _ = rand.Read(key)
	c.write("munge/key", string(key))
	c.write("slurm.conf", c.config())
	t.Setenv("SLURM_CONF", filepath.Join(dir, "slurm.conf"))
	for _, name := range os.Environ() { // of a cluster that the tests themselves run on
		if name, _, _ = strings.Cut(name, "="); name != "SLURM_CONF" && (strings.HasPrefix(name, "SLURM_") || strings.HasPrefix(name, "SBATCH_") || strings.HasPrefix(name, "SQUEUE_")) {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	c.daemon("munged", "--foreground", "--force", "--socket="+dir+"/munge.sock", "--key-file="+dir+"/munge/key", "--pid-file="+dir+"/munge/pid",
		"--log-file="+dir+"/munge/log", "--seed-file="+dir+"/munge/seed")
	until(t, "munged listens", func() bool { _, err := os.Stat(dir + "/munge.sock"); return err == nil })
	c.startController()
	for _, node := range []string{"n1", "n2"} {
		c.daemon("slurmd", "-D", "-N", node)
	}
	for _, node := range []string{"n1", "n2"} {
		c.untilNode(node, "IDLE")
	}
	return c
}

func (c *cluster) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if name == "slurm.conf" {
		if err := os.Chmod(filepath.Join(c.dir, name), 0o644); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *cluster) config() string {
	c.t.Helper()
	host, err := os.Hostname()
	if err != nil {
		c.t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	me, err := user.Current()
	if err != nil {
		c.t.Fatal(err)
	}
	ports := freePorts(c.t, 3)
	return fmt.Sprintf(`ClusterName=sightglass
SlurmctldHost=%[2]s(127.0.0.1)
SlurmctldPort=%[4]d
AuthType=auth/munge
AuthInfo=socket=%[1]s/munge.sock
CredType=cred/munge
SlurmUser=%[3]s
SlurmdUser=%[3]s
StateSaveLocation=%[1]s/state
SlurmdSpoolDir=%[1]s/spool-%%n
SlurmctldPidFile=%[1]s/slurmctld.pid
SlurmdPidFile=%[1]s/slurmd-%%n.pid
SlurmctldLogFile=%[1]s/slurmctld.log
SlurmdLogFile=%[1]s/slurmd-%%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
KillWait=2
NodeName=n1 NodeHostname=%[2]s NodeAddr=127.0.0.1 Port=%[5]d CPUs=1
NodeName=n2 NodeHostname=%[2]s NodeAddr=127.0.0.1 Port=%[6]d CPUs=1
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
`, c.dir, host, me.Username, ports[0], ports[1], ports[2])
}

// freePorts are ports that nothing listened on a moment ago.
func freePorts(t *testing.T, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // when all are found, so that they differ
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// daemon starts a program that dies with the test, however that ends.
func (c *cluster) daemon(name string, args ...string) *exec.Cmd {
	c.t.Helper()
	cmd := exec.Command(name, args...)
	log, err := os.OpenFile(filepath.Join(c.dir, name+".out"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		c.t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

func (c *cluster) startController() {
	c.controller = c.daemon("slurmctld", "-D", "-i")
	c.untilSays("UP", "scontrol", "ping")
}

// stopController ends the controller, which saves its state at once only if it is asked
// to end.
func (c *cluster) stopController(by syscall.Signal) {
	_ = c.controller.Process.Signal(by)
	_ = c.controller.Wait()
}

// do runs one of Slurm's programs, and returns what it prints.
func (c *cluster) do(args ...string) string {
	c.t.Helper()
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		c.t.Fatalf("%v: %v: %s", args, err, out)
	}
	return string(out)
}

// untilSays waits until a program's output has a text in it.
func (c *cluster) untilSays(text string, args ...string) {
	c.t.Helper()
	until(c.t, fmt.Sprintf("%v says %q", args, text), func() bool {
		out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
		return err == nil && strings.Contains(string(out), text)
	})
}

func (c *cluster) untilNode(node, state string) {
	c.t.Helper()
	c.untilSays("State="+state, "scontrol", "show", "node", node)
}

// remove ends whatever has the cluster's configuration in its environment: its daemons,
// and what they started.
func (c *cluster) remove() {
	if c.t.Failed() {
		for _, name := range []string{"slurmctld.out", "slurmctld.log", "slurmd-n1.log", "slurmd-n2.log", "munge/log"} {
			text, _ := os.ReadFile(filepath.Join(c.dir, name))
			c.t.Logf("%s: %s", name, text[max(0, len(text)-4000):])
		}
	}
	until(c.t, "all daemons and jobs are ended", func() bool {
		found := c.processes()
		for _, pid := range found {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		return len(found) == 0
	})
	if err := os.RemoveAll(c.dir); err != nil {
		c.t.Error(err)
	}
}

func (c *cluster) processes() (pids []int) {
	entries, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, name := range entries {
		env, err := os.ReadFile(name)
		var pid int
		if _, scanErr := fmt.Sscanf(name, "/proc/%d/", &pid); err == nil && scanErr == nil && pid != os.Getpid() &&
			strings.Contains(string(env), "SLURM_CONF="+c.dir) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// job is the process of a share: what runs the stand-in for it.
func (c *cluster) job(f *Fleet, share int) (pid int) {
	entries, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range entries {
		text, _ := os.ReadFile(name)
		if strings.Contains(string(text), programFile+"\x00benchmark\x00") && strings.Contains(string(text), f.Recording(share)+"\x00") {
			fmt.Sscanf(name, "/proc/%d/", &pid)
			return pid
		}
	}
	return 0
}
