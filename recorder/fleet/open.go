package fleet

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A Request is what a fleet was asked for. A folder belongs to one.
type Request struct {
	Scheduler string   `json:"scheduler"`
	Shares    int      `json:"shares"`
	Directory string   `json:"directory"` // in which it was asked for: names are relative to it
	Arguments []string `json:"arguments"`
}

// MaxShares is how many shares a fleet may have: as many tasks as Slurm allows in a
// job array unless it is configured otherwise.
const MaxShares = 1000

// stateFile names the fleet of a folder. It is written last: where it is not, nothing
// was started.
const stateFile = "fleet.json"

const stateFormat = "sightglass fleet 1"

type state struct {
	Format string `json:"format"`
	ID     string `json:"id"`
	Request
}

// Errors of Open.
var (
	// ErrOther: the folder holds a fleet that was asked for something else.
	ErrOther = errors.New("the folder belongs to another fleet")
	// ErrBusy: another process runs the fleet of this folder.
	ErrBusy = errors.New("another process runs the fleet of this folder")
)

// Contents are what a new fleet's folder is filled with.
type Contents struct {
	Program string // the file of a program of this version; "" if the machines have one
	Plan    []byte
	// Programs are the files of the programs that the plan's engines are run by, if they
	// are builds of their own, by their SHA-256 in hexadecimal.
	Programs map[string]string
}

// Open returns the fleet of a folder, which is made if it is not there; contents is
// asked for what is in it unless there is a fleet already (found). The folder is
// locked for this process until release.
func Open(folder string, want Request, contents func() (Contents, error)) (f *Fleet, found bool, release func() error, err error) {
	if want.Shares < 1 || want.Shares > MaxShares {
		return nil, false, nil, fmt.Errorf("%d shares: must be 1 to %d", want.Shares, MaxShares)
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, false, nil, err
	}
	if strings.ContainsAny(folder, "\n\r") {
		return nil, false, nil, fmt.Errorf("the folder %s: its name has a line end, which schedulers do not take", quote.Name(folder))
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, false, nil, fmt.Errorf("make the folder of the fleet: %w", err)
	}
	lock := flock.New(filepath.Join(folder, ".lock"))
	switch got, err := lock.TryLock(); {
	case err != nil:
		return nil, false, nil, fmt.Errorf("lock the folder of the fleet: %w", err)
	case !got:
		return nil, false, nil, fmt.Errorf("%s: %w", quote.Name(folder), ErrBusy)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, lock.Unlock())
		}
	}()
	f = &Fleet{Folder: folder, Shares: want.Shares}
	name := filepath.Join(folder, stateFile)
	text, err := os.ReadFile(name)
	if err == nil {
		f.ID, err = same(text, want)
		if err != nil {
			err = fmt.Errorf("%s: %w", quote.Name(name), err)
		}
		return f, true, lock.Unlock, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil, err
	}
	if shares, _ := filepath.Glob(filepath.Join(globbed(folder), "share-*.jsonl")); len(shares) > 0 {
		return nil, false, nil, fmt.Errorf("%s: it has recordings of shares, and no %s says of which plan: %w; use another folder", quote.Name(folder), stateFile, ErrOther)
	}
	for _, file := range append(written, Programs) {
		if _, err := os.Lstat(filepath.Join(folder, file)); err == nil {
			return nil, false, nil, fmt.Errorf("%s: it has a %s, which is not of a fleet, and would be replaced: %w; use another folder, or remove that file", quote.Name(folder), file, ErrOther)
		}
	}
	f.ID = "sightglass-" + strings.ToLower(rand.Text()[:8])
	if err := f.fill(contents); err != nil {
		for _, file := range append(written, Programs) { // none was there before
			_ = os.RemoveAll(filepath.Join(folder, file))
		}
		return nil, false, nil, err
	}
	text, err = json.MarshalIndent(state{stateFormat, f.ID, want}, "", "  ")
	if err == nil {
		err = write(name, append(text, '\n'), 0o666)
	}
	return f, false, lock.Unlock, err
}

// written are the files that fill writes.
var written = []string{programFile, planFile, scriptFile}

// globbed is a folder's name in a pattern, as itself.
func globbed(folder string) string {
	return strings.NewReplacer(`[`, `[[]`, `*`, `[*]`, `?`, `[?]`).Replace(folder)
}

// same reads the state of a fleet, and refuses that of another request.
func same(text []byte, want Request) (id string, err error) {
	var s state
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil || s.Format != stateFormat || !strings.HasPrefix(s.ID, "sightglass-") {
		return "", fmt.Errorf("this version cannot read it (format %.40q): %w", s.Format, errors.Join(ErrOther, err))
	}
	if s.Scheduler != want.Scheduler || s.Shares != want.Shares || s.Directory != want.Directory || !slices.Equal(s.Arguments, want.Arguments) {
		return "", fmt.Errorf("%w: %s with %d shares and %.500q, started in %s; repeat that, or use another folder", ErrOther, s.Scheduler, s.Shares, s.Arguments, quote.Name(s.Directory))
	}
	return s.ID, nil
}

// fill writes what the machines need.
func (f *Fleet) fill(contents func() (Contents, error)) error {
	c, err := contents()
	if err != nil {
		return err
	}
	if c.Program != "" {
		if err := copyProgram(filepath.Join(f.Folder, programFile), c.Program); err != nil {
			return fmt.Errorf("copy the program: %w", err)
		}
	}
	for sum, program := range c.Programs {
		if err := f.fillProgram(sum, program); err != nil {
			return fmt.Errorf("copy a program that was built: %w", err)
		}
	}
	if err := write(filepath.Join(f.Folder, planFile), c.Plan, 0o666); err != nil {
		return err
	}
	return write(filepath.Join(f.Folder, scriptFile), []byte(script), 0o777)
}

// fillProgram copies a program that was built, under its hash.
func (f *Fleet) fillProgram(sum, program string) error {
	if !filepath.IsLocal(sum) || filepath.Base(sum) != sum {
		return fmt.Errorf("%s: %.100q is not a hash", quote.Name(program), sum)
	}
	to := filepath.Join(f.Folder, Programs)
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	return copyProgram(filepath.Join(to, sum), program)
}

func copyProgram(to, program string) error {
	from, err := os.Open(program)
	if err != nil {
		return err
	}
	defer from.Close()
	return copyFile(to, from, 0o777)
}

func write(name string, text []byte, mode fs.FileMode) error {
	return copyFile(name, bytes.NewReader(text), mode)
}

// copyFile replaces a file by what from holds, as a whole.
func copyFile(name string, from io.Reader, mode fs.FileMode) error {
	if err := record.Replace(name, func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	}); err != nil {
		return err
	}
	if mode&0o111 == 0 {
		return nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	return os.Chmod(name, info.Mode().Perm()|info.Mode().Perm()>>2&0o111)
}
