package engines

import (
	"path/filepath"
	"testing"
)

func TestNewSource(t *testing.T) {
	s := NewSource("example.com/engine", ModuleVersion)
	if s.Module != "example.com/engine" || s.Package != "github.com/sightglass-go/sightglass/engines" || filepath.Base(s.File) != "version.go" {
		t.Errorf("%+v", s)
	}
}
