package engines

import "testing"

func TestVersionInPath(t *testing.T) {
	for _, tt := range []struct{ file, module, want string }{
		{"/cache/pkg/mod/github.com/tetratelabs/wazero@v1.12.0/config.go", "github.com/tetratelabs/wazero", "v1.12.0"},
		{"github.com/bytecodealliance/wasmtime-go/v39@v39.0.1/engine.go", "github.com/bytecodealliance/wasmtime-go/v39", "v39.0.1"},
		{"/src/wazero/config.go", "github.com/tetratelabs/wazero", ""},
		{"/vendor/github.com/tetratelabs/wazero/config.go", "github.com/tetratelabs/wazero", ""},
		{"", "x", ""},
	} {
		if got := versionInPath(tt.file, tt.module); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.file, got, tt.want)
		}
	}
}
