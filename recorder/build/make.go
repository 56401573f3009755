package build

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
)

// MaxLayouts is how many programs of one build there may be.
const MaxLayouts = 100

// Options are how a build is made.
type Options struct {
	// Layouts is how many programs are made, each with its functions in an order
	// that the linker draws from a seed: 1, 2 and so on. None is one program, in
	// the order that the linker has by itself.
	Layouts int
	// Progress, if set, is told what begins to be made, a line at a time.
	Progress func(string)
}

// Make returns the programs of a build, which it makes unless they are in the
// cache. source is that of the engine that is linked in under that name; a main
// package of the caller's and a program can do without (nil). Of a build that is
// a program already there is one. Errors wrap ErrBuild, ErrToolchain,
// ErrRevision or ErrCache.
func Make(ctx context.Context, spec Spec, source *engines.Source, o Options) ([]Program, error) {
	if o.Layouts < 0 || o.Layouts > MaxLayouts {
		return nil, fmt.Errorf("%w: %d layouts; use 0 to %d", ErrBuild, o.Layouts, MaxLayouts)
	}
	r, err := resolve(ctx, spec, source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", spec.Name(), err)
	}
	if r.program != "" {
		if o.Layouts > 0 {
			return nil, fmt.Errorf("%w: %s is a program already, whose layout is what it is: name what it is built from", ErrBuild, spec.Name())
		}
		return []Program{{Path: r.program, Name: spec.Name()}}, nil
	}
	var made []Program
	for layout := min(1, o.Layouts); layout <= o.Layouts; layout++ {
		p, err := r.make(ctx, Program{Name: spec.Name(), Revision: r.revision, Layout: layout}, o.Progress)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", spec.Name(), err)
		}
		made = append(made, p)
	}
	return made, nil
}

// recipe is how programs of a build are made.
type recipe struct {
	program  string // it is there already
	revision string // what to tell people of the source

	dir     string            // the folder of the main package; empty for one that is generated
	files   map[string][]byte // of the package that is generated
	engine  string            // path of the module whose versions differ
	adapter string            // package that has to compile with it
	fixed   bool              // the source never changes
	outside bool              // dir is in a checkout, and no longer where it was
	about   string            // what tells it from others
}

// make makes one program, or finds it in the cache.
func (r recipe) make(ctx context.Context, p Program, progress func(string)) (Program, error) {
	c, err := openCache()
	if err != nil {
		return p, err
	}
	g := toolchain{dir: cmp.Or(r.dir, c.dir), env: []string{}}
	if r.dir == "" {
		g.env = append(g.env, "GOWORK=off")
	}
	var settings string
	if p.Go, settings, err = g.settings(ctx); err != nil {
		return p, err
	}
	if p.Layout > 0 && strings.Contains(settings, "-ldflags") {
		return p, fmt.Errorf("%w: layouts are drawn by -ldflags, which GOFLAGS sets too: leave it out there", ErrBuild)
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%q %q %q %d", r.about, r.dir, settings, p.Layout)
	engine, _, _ := strings.Cut(p.Name, "@")
	entry := plain(engine) + "-" + hex.EncodeToString(hash.Sum(nil))[:24]
	unlock, err := c.lock(ctx, programs, entry)
	if err != nil {
		return p, err
	}
	defer unlock()
	if err := c.use(ctx, programs, entry); err != nil {
		return p, err
	}
	dir := filepath.Join(c.dir, programs, entry)
	if r.fixed {
		if there, err := readProgram(dir); err == nil {
			there.Name = p.Name
			now := time.Now()
			_ = os.Chtimes(there.Path, now, now) // when it was used last
			return there, nil
		}
	}
	if progress != nil {
		what := "building " + p.Name
		if p.Layout > 0 {
			what += fmt.Sprintf(", layout %d", p.Layout)
		}
		progress(what)
	}
	if err := r.write(dir); err != nil {
		return p, err
	}
	var flags []string
	if p.Layout > 0 {
		flags = append(flags, "-randlayout="+strconv.Itoa(p.Layout))
	}
	if r.outside && r.dir != "" && !strings.Contains(settings, "-ldflags") { // the go command sees no repository there
		flags = append(flags, record.RevisionFlag+r.revision)
	}
	if err := r.compile(ctx, g, c, entry, flags); err != nil {
		return p, err
	}
	p.Made = time.Now().UTC().Truncate(time.Second)
	if err := p.keep(dir); err != nil {
		return p, err
	}
	return p, tidy(dir, p.Path)
}

// write writes what is generated.
func (r recipe) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	for name, text := range r.files {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil && name == "go.sum" {
			continue // what the go command has added is not asked for again
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return fmt.Errorf("%w: %w", ErrCache, err)
		}
	}
	return nil
}

// compile makes the file "linked" in an entry, which the go command leaves alone
// if it is what it would make. It comes into its place at once, as the folder
// that the go command works in is beside it.
func (r recipe) compile(ctx context.Context, g toolchain, c *cache, entry string, flags []string) error {
	work, err := os.MkdirTemp(filepath.Join(c.dir, unfinished), programs+"-"+entry+"-")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	defer os.RemoveAll(work)
	dir := filepath.Join(c.dir, programs, entry)
	g.env = append(g.env, "GOTMPDIR="+work)
	args := []string{"build", "-o", filepath.Join(dir, "linked")}
	if len(flags) > 0 {
		args = append(args, "-ldflags="+strings.Join(flags, " "))
	}
	if r.dir == "" || r.outside {
		args = append(args, "-buildvcs=false") // it would be the revision of something else
	}
	if r.dir != "" {
		if _, err := g.run(ctx, append(args, ".")...); err != nil {
			return r.explain(err)
		}
		return nil
	}
	g.dir = dir
	args = append(args, "-mod=mod")
	_, err = g.run(ctx, append(args, ".")...)
	if tags := lacking(err); tags != "" {
		for _, flag := range strings.Fields(os.Getenv("GOFLAGS")) {
			if set, ok := strings.CutPrefix(strings.TrimPrefix(flag, "-"), "-tags="); ok {
				tags = set + "," + tags
			}
		}
		_, err = g.run(ctx, append(args, "-tags="+tags, ".")...)
	}
	return r.explain(err)
}

func (r recipe) explain(err error) error {
	var failed *goError
	if err == nil || !errors.As(err, &failed) {
		return err
	}
	switch {
	case !strings.Contains("\n"+failed.printed, "\n# "): // no compiler's
		if r.dir == "" && strings.Contains(failed.printed, r.engine+"@") && !strings.Contains(failed.printed, r.engine+"@"+r.revision) {
			return fmt.Errorf("%w: %s at %s: %w (the go command names the version that this one replaces)", ErrBuild, r.engine, r.revision, err)
		}
	case r.adapter != "":
		return errors.Join(fmt.Errorf("%w: %w", ErrBuild, err),
			fmt.Errorf("%s has to compile, and so has %s with it; use another version, or a main package of your own that calls worker.Main", r.engine, r.adapter))
	case r.outside:
		return errors.Join(fmt.Errorf("%w: %w", ErrBuild, err),
			errors.New("it is built in a checkout, which lacks whatever it needs from outside its repository: if it builds where it lies, look there"))
	}
	return fmt.Errorf("%w: %w", ErrBuild, err)
}
