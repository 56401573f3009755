package wazero

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestConformanceVersions runs the suite with every version of wazero that the
// adapter compiles with, beside the one of go.mod.
func TestConformanceVersions(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("the suite with three other versions: run with SIGHTGLASS_TESTS=all")
	}
	tags := "without_CoreFeaturesTypedFunctionReferences,without_WithCompilationWorkers"
	for _, version := range []string{"v1.9.0", "v1.10.1", "v1.11.0"} {
		t.Run(version, func(t *testing.T) {
			mod := filepath.Join(t.TempDir(), "go.mod")
			for _, ext := range []string{"mod", "sum"} {
				text, err := os.ReadFile(filepath.Join("..", "..", "go."+ext))
				if err == nil {
					err = os.WriteFile(mod[:len(mod)-len("mod")]+ext, text, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if out, err := exec.Command("go", "mod", "download", modulePath+"@"+version).CombinedOutput(); err != nil {
				t.Skipf("cannot download it: %s", out)
			}
			if out, err := exec.Command("go", "mod", "edit", "-require="+modulePath+"@"+version, mod).CombinedOutput(); err != nil {
				t.Fatalf("%s", out)
			}
			cmd := exec.Command("go", "test", "-mod=mod", "-modfile="+mod, "-tags="+tags, "-count=1", "-run=^TestConformance$|^TestVersion$|^TestCode$", ".")
			cmd.Env = append(cmd.Environ(), "GOWORK=off")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
		tags = "without_CoreFeaturesTypedFunctionReferences"
	}
}
