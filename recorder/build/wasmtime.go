package build

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/engines/library/example"
)

// wasmtimeGo is where wasmtime comes from. Each of its major versions is another
// module, so that the adapter cannot be built with them.
const wasmtimeGo = "github.com/bytecodealliance/wasmtime-go/"

// IsLibrary is whether the build is made by Library, as an engine library and not
// as a worker program: a version of wasmtime.
func (s Spec) IsLibrary() bool { return s.Engine == "wasmtime" && s.Version != "" }

// Library returns wasmtime at a version as an engine library, which it makes unless
// it is in the cache: from the archive that wasmtime-go has and the C source of
// package engines/library/example, by the C compiler that CC names or else cc.
// Errors wrap ErrBuild, ErrToolchain or ErrCache.
func Library(ctx context.Context, spec Spec, o Options) (Program, error) {
	p, err := makeLibrary(ctx, spec, o)
	if err != nil {
		return Program{}, fmt.Errorf("%s: %w", spec.Name(), err)
	}
	return p, nil
}

var (
	major     = regexp.MustCompile(`^v[1-9]\d*`)
	systems   = map[string]string{"linux": "linux", "darwin": "macos"}
	machines  = map[string]string{"amd64": "x86_64", "arm64": "aarch64"}
	libraryIs = map[string]string{"linux": "libwasmtime.so", "darwin": "libwasmtime.dylib"}
)

func makeLibrary(ctx context.Context, spec Spec, o Options) (Program, error) {
	p := Program{Name: spec.Name(), Revision: spec.Version}
	major := major.FindString(spec.Version)
	switch {
	case o.Layouts > 0:
		return p, fmt.Errorf("%w: layouts are drawn by Go's linker, and this is built by a C compiler", ErrBuild)
	case major == "":
		return p, fmt.Errorf("%w: name a version of wasmtime-go, such as v37.0.0, or v37 for the latest of those", ErrBuild)
	case systems[runtime.GOOS] == "" || machines[runtime.GOARCH] == "":
		return p, fmt.Errorf("%w: versions of wasmtime are built as engine libraries, which need linux or darwin on amd64 or arm64", ErrBuild)
	}
	cc := strings.Fields(cmp.Or(os.Getenv("CC"), "cc"))
	if _, err := exec.LookPath(cc[0]); err != nil {
		return p, fmt.Errorf("%w: it needs a C compiler: %w; install gcc or clang, or name one in CC", ErrBuild, err)
	}
	c, err := openCache()
	if err != nil {
		return p, err
	}
	module := wasmtimeGo + major
	if !exact.MatchString(spec.Version) {
		if p.Revision, err = query(ctx, module, spec.Version); err != nil {
			return p, fmt.Errorf("%w: %w", ErrBuild, err)
		}
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %q %q %q", p.Revision, cc, example.Header, example.Engine)
	entry := "wasmtime-" + hex.EncodeToString(hash.Sum(nil))[:24]
	unlock, err := c.lock(ctx, programs, entry)
	if err != nil {
		return p, err
	}
	defer unlock()
	if err := c.use(ctx, programs, entry); err != nil {
		return p, err
	}
	dir := filepath.Join(c.dir, programs, entry)
	if there, err := readProgram(dir); err == nil {
		there.Name = p.Name
		now := time.Now()
		_ = os.Chtimes(filepath.Join(dir, aboutFile), now, now) // when it was used last
		return there, nil
	}
	if o.Progress != nil {
		o.Progress("building " + p.Name)
	}
	shipped, err := download(ctx, module, p.Revision)
	if err != nil {
		return p, fmt.Errorf("%w: %w", ErrBuild, err)
	}
	p.Made = time.Now().UTC().Truncate(time.Second)
	err = c.fill(programs, entry, func(work string) error {
		p.Path = filepath.Join(work, libraryIs[runtime.GOOS])
		if err := link(ctx, cc, work, shipped, p.Revision); err != nil {
			return err
		}
		return p.note(work)
	})
	p.Path = filepath.Join(dir, libraryIs[runtime.GOOS])
	return p, err
}

// download returns the folder of a module, from its cache or from where it is
// served.
func download(ctx context.Context, path, version string) (string, error) {
	out, err := apart(ctx, "mod", "download", "-json", path+"@"+version)
	var module struct{ Dir, Error string }
	jsonErr := json.Unmarshal([]byte(out), &module) // if it fails, it says why in there
	switch {
	case module.Error != "":
		if !strings.Contains(module.Error, "@"+version) {
			return "", fmt.Errorf("%s@%s: %s", path, version, module.Error)
		}
		return "", errors.New(module.Error)
	case err != nil || jsonErr != nil:
		return "", cmp.Or(err, jsonErr)
	}
	return filepath.Join(module.Dir, "build"), nil
}

// link makes the library in the folder work, from what is shipped.
func link(ctx context.Context, cc []string, work, shipped, version string) error {
	for name, text := range map[string][]byte{"bench-api.h": example.Header, "engine.c": example.Engine} {
		if err := os.WriteFile(filepath.Join(work, name), text, 0o644); err != nil {
			return fmt.Errorf("%w: %w", ErrCache, err)
		}
	}
	// See the Makefile in engines/library/example/wasmtime.
	args := append(slices.Clone(cc[1:]), "-std=c11", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", `-DVERSION="`+version+`"`,
		"-I", filepath.Join(shipped, "include"), "-o", libraryIs[runtime.GOOS], "engine.c",
		filepath.Join(shipped, systems[runtime.GOOS]+"-"+machines[runtime.GOARCH], "libwasmtime.a"), "-lpthread", "-lm")
	if runtime.GOOS == "linux" {
		args = append(args, "-ldl", "-Wl,--exclude-libs,ALL", "-Wl,-Bsymbolic")
	}
	cmd := exec.CommandContext(ctx, cc[0], args...)
	cmd.Dir = work
	interruptible(cmd)
	out, err := cmd.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %s: %w: %s\nengines/library/example/wasmtime/engine.c has to compile with the headers of that version; use another one",
			ErrBuild, cc[0], err, firstLines(strings.TrimSpace(string(out))))
	}
	return nil
}
