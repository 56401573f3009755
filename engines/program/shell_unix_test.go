//go:build unix

package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// TestShell: a program whose reads must wait, as a shell's, is an engine; it ends when its
// input does.
func TestShell(t *testing.T) {
	const script = `id=0
while read -r line; do
	id=$((id+1))
	case $line in
	*'"do":"hello"'*) echo '{"id":'$id',"protocol":1,"name":"shell","version":"v1","clock":"none"}';;
	*) echo '{"id":'$id',"nanoseconds":'$id'00}';;
	esac
done`
	e, err := Opener("sh", "-c", script)(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		m, err := e.Compile(t.Context(), guests.Wasm("noop"))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestNoInterpreter: a script whose interpreter is missing is not said to be missing itself.
func TestNoInterpreter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(path, []byte("#!/no/such/interpreter\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, ""); err == nil || !strings.Contains(err.Error(), "the interpreter that its #! line names is not") {
		t.Error(err)
	}
}
