package command

import (
	"os/exec"
	"strings"
	"testing"
)

// TestUselessFlags: a flag that would have no effect is refused by name, and
// before anything runs; with a value that asks for nothing it may stand there.
func TestUselessFlags(t *testing.T) {
	folder(t)
	for args, want := range map[string]string{
		"--in-process --timeout 5s":                 "--timeout",
		"--in-process --retries 2":                  "--retries",
		"--in-process --memory-limit 2GiB":          "--memory-limit",
		"--in-process --exec-program /bin/true":     "--exec-program",
		"--label a=b -o rows.csv -p 1":              "", // the recording is kept
		"--calibrate --raw -p 1":                    "",
		"--force":                                   "--force",
		"--resume-despite plan":                     "--resume",
		"--exec env --in-process":                   "--exec",
		"--exec-program nonesuch":                   "nonesuch",
		"--exec env --exec-program nonesuch":        "nonesuch",
		"--in-process --timeout 0 --retries 0":      "",
		"--in-process --memory-limit 0":             "",
		"--in-process --label a=b -o in.jsonl":      "",
		"--calibrate -p 1 -o cal.jsonl":             "",
		"-p 1 --memory-limit 2GiB --retries 1":      "",
		"-p 1 --memory-limit 0 --output-limit 1MiB": "",
	} {
		if _, err := exec.LookPath("env"); err != nil && strings.Contains(args, "--exec env --exec-program") {
			continue // Windows has no such program
		}
		r := sightglass(t, "", append([]string{"benchmark", "-i", "1", "noop.wasm"}, strings.Fields(args)...)...)
		if want == "" && r.code != 0 {
			t.Errorf("%s: exit %d, %s", args, r.code, r.stderr)
		}
		if want != "" && (r.code != exitRefuse || !strings.Contains(r.stderr, want) || r.stdout != "") {
			t.Errorf("%s: exit %d, %s%s; want %q", args, r.code, r.stdout, r.stderr, want)
		}
	}
}
