package everyengine

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/operators"
)

// TestProposalBenchmarks: benchmarks that need a proposal print what is expected on the
// engines that their sources name, also when they count themselves, and wazero refuses
// the others when it compiles them.
func TestProposalBenchmarks(t *testing.T) {
	files, err := filepath.Glob("../../../examples/benchmarks/proposals/*/*.wasm")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".wasm")
		t.Run(name, func(t *testing.T) {
			wasm, err := os.ReadFile(file)
			text, err2 := os.ReadFile(filepath.Join(filepath.Dir(file), "testdata", name+".wat"))
			want, err3 := os.ReadFile(strings.TrimSuffix(file, "wasm") + "small.stdout.expected")
			if err := errors.Join(err, err2, err3); err != nil {
				t.Fatal(err)
			}
			needs := regexp.MustCompile(`(?m)^;; Needs: +(.+)$`).FindSubmatch(text)
			if needs == nil {
				t.Fatal("its source does not say which engines it needs")
			}
			host := engines.Host{Args: []string{name + ".wasm"}, Env: []string{"WASM_BENCH_USE_SMALL_WORKLOAD=1"}, Dir: filepath.Dir(file)}
			able := strings.Fields(string(needs[1]))
			for _, engine := range able {
				t.Run(engine, func(t *testing.T) {
					if _, out, err := counted(t, engine, rewritten(t, wasm, operators.Total), 1, host); err != nil || out != string(want) {
						t.Errorf("%v, prints %q, want %q", err, out, want)
					}
				})
			}
			if slices.Contains(able, "wazero") {
				return
			}
			e, err := engines.Open(t.Context(), "wazero", "interpreter")
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close(t.Context())
			if _, err := e.Compile(t.Context(), wasm); !errors.Is(err, engines.ErrCompile) {
				t.Errorf("wazero: %v", err)
			}
		})
	}
}
