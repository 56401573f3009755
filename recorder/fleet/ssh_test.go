package fleet

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestCheckHosts(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for hosts, fine := range map[string]bool{
		"a": true, "a,b,user@c.example": true, "ssh://user@host:22": true, "[::1]": true,
		"": false, "a,": false, "-oProxyCommand=ls": false, "a,a": false, "a b": false, "a\nb": false,
	} {
		if err := (&SSH{Hosts: strings.Split(hosts, ","), Program: self}).Check(); (err == nil) != fine {
			t.Errorf("%q: error %v", hosts, err)
		}
	}
}

// TestSSHCheck: what would not be found on hosts under its name.
func TestSSHCheck(t *testing.T) {
	for name, fine := range map[string]bool{
		"a.wasm": true, "sub/it's a.wasm": true, "./a.wasm": true, "-a": true,
		"../a.wasm": false, "/a.wasm": false, "a\\b": false, "a\nb": false, "": false,
	} {
		s := &SSH{Files: []string{name}}
		if err := s.checkFiles(); (err == nil) != fine {
			t.Errorf("%q: error %v", name, err)
		}
	}
	for folder, fine := range map[string]bool{"": true, "a b": true, "/tmp/$x": true, "-rf": false, "a\n": false, "a!b": false} {
		s := &SSH{Folder: folder, Program: "no such program"}
		if err := s.Check(); errors.Is(err, ErrNoProgram) != fine {
			t.Errorf("folder %q: error %v", folder, err)
		}
	}
}

// TestScripts: users of hosts may have any shell, so that what these are handed has only
// one kind of quotation marks, as TestSSH's shell is but one of them.
func TestScripts(t *testing.T) {
	for _, script := range []string{haveScript, copyScript, callScript, cleanScript} {
		if strings.ContainsAny(script, "'!\\\n") {
			t.Errorf("a shell of another kind may take this apart: %s", script)
		}
	}
	for _, shell := range []string{"sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "busybox"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		for _, word := range []string{"", "a b", "it's", "$HOME", `"a"`, "`ls`", "a;b", "*", "~", "$(ls)", "-n", "{a,b}", "\t"} {
			args := []string{"-c", "exec sh -c " + quoted(`printf %s. "$1"`) + " sh " + quoted(word)}
			if shell == "busybox" {
				args = append([]string{"sh"}, args...)
			}
			out, err := exec.Command(path, args...).Output()
			if err != nil || string(out) != word+"." {
				t.Errorf("%s: %q became %q, error %v", shell, word, out, err)
			}
		}
	}
}

func TestPlatform(t *testing.T) {
	for uname, is := range map[string]string{
		"Linux x86_64": "linux/amd64", "Linux aarch64": "linux/arm64", "Darwin arm64": "darwin/arm64", "FreeBSD amd64": "freebsd/amd64", "Linux riscv64": "linux/riscv64",
	} {
		goos, goarch, _ := strings.Cut(is, "/")
		if !platform(uname, goos, goarch) || platform(uname, goos, "386") || platform(uname, "windows", goarch) {
			t.Errorf("%s is %s", uname, is)
		}
	}
	if platform("", "linux", "amd64") {
		t.Error("nothing is a platform")
	}
}
