package fleet

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// hosts are sshd processes of the test's own, on ports of this machine, with a
// configuration of ssh that gives each a name: host1 and so on.
type hosts struct {
	t       *testing.T
	dir     string
	daemons []*exec.Cmd
	ssh     string // a program that uses that configuration
}

func startHosts(t *testing.T, n int) *hosts {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("takes some seconds: SIGHTGLASS_TESTS=all go test ./recorder/fleet")
	}
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin")
	for _, name := range []string{"sshd", "ssh", "ssh-keygen"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%v: apt-get install openssh-server openssh-client", err)
		}
	}
	h := &hosts{t: t, dir: t.TempDir(), daemons: make([]*exec.Cmd, n)}
	if os.Getuid() == 0 { // where sshd, started as root, wants an empty folder
		if err := os.Mkdir("/run/sshd", 0o755); err == nil {
			t.Cleanup(func() { os.Remove("/run/sshd") })
		}
	}
	h.key("key")
	public, err := os.ReadFile(h.in("key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	h.write("authorized", string(public))
	var known, config strings.Builder
	for i, port := range freePorts(t, n) {
		name := fmt.Sprintf("host%d", i+1)
		h.key(name)
		public, err := os.ReadFile(h.in(name + ".pub"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&known, "[127.0.0.1]:%d %s", port, public)
		fmt.Fprintf(&config, "Host %s\n\tPort %d\n", name, port)
		h.write(name+".conf", fmt.Sprintf("Port %d\nListenAddress 127.0.0.1\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPidFile none\n"+
			"PermitRootLogin yes\nPasswordAuthentication no\nMaxStartups 100\n", port, h.in(name), h.in("authorized")))
		h.start(i)
	}
	fmt.Fprintf(&config, "Host *\n\tHostName 127.0.0.1\n\tIdentityFile %s\n\tIdentitiesOnly yes\n\tUserKnownHostsFile %s\n\tStrictHostKeyChecking yes\n\tLogLevel ERROR\n",
		h.in("key"), h.in("known"))
	h.write("known", known.String())
	h.write("config", config.String())
	h.program("ssh", `exec ssh -F `+quoted(h.in("config"))+` "$@"`)
	h.ssh = h.in("ssh")
	for i := range n {
		name := fmt.Sprintf("host%d", i+1)
		until(t, name+" answers", func() bool { return exec.Command(h.ssh, name, "true").Run() == nil })
	}
	return h
}

func (h *hosts) in(name string) string { return filepath.Join(h.dir, name) }

func (h *hosts) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(h.in(name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hosts) program(name, text string) {
	h.t.Helper()
	h.write(name, "#!/bin/sh\n"+text+"\n")
	if err := os.Chmod(h.in(name), 0o700); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hosts) key(name string) {
	h.t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", h.in(name)).CombinedOutput(); err != nil {
		h.t.Fatalf("ssh-keygen: %v: %s", err, out)
	}
}

// start starts a host's daemon, which wants to be started by its full name.
func (h *hosts) start(i int) {
	h.t.Helper()
	sshd, err := exec.LookPath("sshd")
	if err != nil {
		h.t.Fatal(err)
	}
	name := fmt.Sprintf("host%d", i+1)
	cmd := exec.Command(sshd, "-D", "-f", h.in(name+".conf"), "-E", h.in(name+".log"))
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.daemons[i] = cmd
	h.t.Cleanup(func() {
		h.cut(i)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if h.t.Failed() {
			text, _ := os.ReadFile(h.in(name + ".log"))
			h.t.Logf("%s: %s", name, text[max(0, len(text)-2000):])
		}
	})
}

// stop ends a host's daemon, and all connections to it.
func (h *hosts) stop(i int) {
	_ = h.daemons[i].Process.Kill()
	h.cut(i)
	_ = h.daemons[i].Wait()
}

// cut kills what serves the connections to a host, and returns how many there were.
func (h *hosts) cut(i int) (n int) {
	for _, pid := range children(h.daemons[i].Process.Pid) {
		n++
		for _, below := range children(pid) { // of the user that is logged in, if that is another
			text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", below))
			if strings.TrimSpace(string(text)) == "sshd" {
				_ = syscall.Kill(below, syscall.SIGKILL)
			}
		}
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	return n
}

// children are the processes that a process has started.
func children(pid int) (list []int) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, name := range lists {
		text, _ := os.ReadFile(name)
		for _, word := range strings.Fields(string(text)) {
			var child int
			if _, err := fmt.Sscan(word, &child); err == nil {
				list = append(list, child)
			}
		}
	}
	return list
}
