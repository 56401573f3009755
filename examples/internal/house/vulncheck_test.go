package house

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestVulncheck: .ci/vulncheck fails if what is called is vulnerable, passes if
// nothing is, says so if there is no database to ask, and in any case what the
// adapters know of their engines.
func TestVulncheck(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds and runs govulncheck: run with SIGHTGLASS_TESTS=all")
	}
	if _, err := exec.LookPath("bash"); err != nil || runtime.GOOS == "windows" {
		t.Skipf("the script needs bash, which is not here (%v): run it on a Unix that has it", err)
	}
	run := func(want int, args []string, env ...string) string {
		t.Helper()
		cmd := exec.Command(filepath.Join(root(t), ".ci", "vulncheck"), args...)
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.CombinedOutput()
		for _, missing := range []string{"dial tcp", "module lookup disabled", "no such host", "i/o timeout"} {
			if !strings.HasPrefix(string(out), "not checked") && strings.Contains(string(out), missing) {
				t.Skipf("govulncheck cannot be fetched: %s; run it where a module proxy can be reached", out)
			}
		}
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if code != want {
			t.Errorf("with %q: exit code %d, want %d\n%s", env, code, want, out)
		}
		return string(out)
	}
	called := database(t, "NewRuntimeWithConfig")
	if out := run(3, []string{"./engines/wazero"}, "GOVULNDB="+called); !strings.Contains(out, "calls wazero.NewRuntimeWithConfig") {
		t.Errorf("no word of what is called: %s", out)
	}
	if out := run(0, []string{"./engines/wazero"}, "GOVULNDB="+database(t, "NeverCalled")); !strings.Contains(out, "affected by 0 vulnerabilities") {
		t.Errorf("vulnerable but not called: %s", out)
	}
	run(1, []string{"./measure"}, "GOVULNDB="+called+"/nonesuch")
	// Nobody listens at port 1. The program comes from where it came to just now.
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	out := run(0, []string{"./measure"}, "GOVULNDB=", "HTTPS_PROXY=http://127.0.0.1:1",
		"GOPROXY=file://"+filepath.ToSlash(strings.TrimSpace(string(cache)))+"/cache/download", "GOSUMDB=off")
	for _, said := range []string{"not checked for vulnerabilities, because the database cannot be reached: Get \"https://vuln.go.dev/",
		"not seen by govulncheck: what is inside static libraries", "engine wazero: v", "engine wasmtime: "} {
		if !strings.Contains(out, said) {
			t.Errorf("without a database it does not say %q: %s", said, out)
		}
	}
}

// database writes a vulnerability database that knows of one, made up: a
// function of wazero in all of its versions. It returns the database's URL.
func database(t *testing.T, symbol string) string {
	t.Helper()
	const wazero, id, time = "github.com/tetratelabs/wazero", "GO-2026-0001", "2026-01-01T00:00:00Z"
	type object = map[string]any
	dir := t.TempDir()
	for name, content := range map[string]any{
		"index/db.json":      object{"modified": time},
		"index/modules.json": []object{{"path": wazero, "vulns": []object{{"id": id, "modified": time}}}},
		"index/vulns.json":   []object{{"id": id, "modified": time}},
		"ID/" + id + ".json": object{
			"schema_version": "1.3.1", "id": id, "modified": time, "published": time,
			"summary": "made up for a test", "details": "made up for a test",
			"affected": []object{{
				"package":            object{"name": wazero, "ecosystem": "Go"},
				"ranges":             []object{{"type": "SEMVER", "events": []object{{"introduced": "0"}}}},
				"ecosystem_specific": object{"imports": []object{{"path": wazero, "symbols": []string{symbol}}}},
			}},
			"database_specific": object{"url": "https://pkg.go.dev/vuln/" + id},
		},
	} {
		text, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, text, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return "file://" + filepath.ToSlash(dir)
}
