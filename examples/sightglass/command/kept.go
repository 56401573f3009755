package command

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

const (
	// dataDir is the environment variable of the folder that recordings are kept in
	// which no flag puts elsewhere; the current one without it.
	dataDir = "SIGHTGLASS_DATA_DIR"
	// latestName is what stands for the newest recording there.
	latestName = record.LatestName
	// latestWord names the newest recording on the command line.
	latestWord = "latest"
)

// createKept makes the file of a recording that no flag names; of a second one, beside
// the first.
func createKept(now time.Time, beside string) (*record.File, error) {
	name := besideName(beside)
	if name == "" {
		name = filepath.Join(os.Getenv(dataDir), "sightglass-"+now.Format("20060102-150405")+".jsonl")
	}
	file, err := record.CreateFree(name)
	if err != nil {
		return nil, notKept(err)
	}
	return file, nil
}

// makeDataDir makes the folder that recordings are kept in, and returns those that were
// not there before, the deepest first.
func makeDataDir() (made []string, err error) {
	dir := filepath.Clean(os.Getenv(dataDir))
	for up := dir; ; up = filepath.Dir(up) {
		if _, err := os.Lstat(up); !errors.Is(err, fs.ErrNotExist) || up == filepath.Dir(up) {
			break
		}
		made = append(made, up)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return made, notKept(err)
	}
	return made, nil
}

// notKept says what to do where recordings cannot be kept.
func notKept(err error) error {
	return &outputError{fmt.Errorf("the recording cannot be kept: %w; set %s to a folder that can be written to, or name the file: --output-file FOLDER/NAME.jsonl", err, dataDir)}
}

// latestIn is the name of what stands for the newest recording.
func latestIn() string { return filepath.Join(os.Getenv(dataDir), latestName) }

// keptRecordings are all that createKept made.
func keptRecordings() ([]string, error) {
	const pattern = "sightglass-*.jsonl"
	dir := os.Getenv(dataDir)
	list, err := fs.Glob(os.DirFS(cmp.Or(dir, ".")), pattern) // no pattern of dir, which may look like one
	if err != nil || len(list) == 0 {
		return nil, fmt.Errorf("no recording is kept here: nothing is called %s. Name recordings, or a folder that holds them, such as . for the current one", quote.Name(filepath.Join(dir, pattern)))
	}
	for i := range list {
		list[i] = filepath.Join(dir, list[i])
	}
	return list, nil
}

// latestRecording returns the newest recording, or says where it looked.
func latestRecording() (string, error) {
	name := latestIn()
	file, err := record.Latest(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		dir, absErr := filepath.Abs(filepath.Dir(name))
		if absErr != nil {
			dir = filepath.Dir(name)
		}
		where := "$" + dataDir + ", " + dir
		if os.Getenv(dataDir) == "" {
			where = dir + ", the current folder ($" + dataDir + " names another)"
		}
		return "", fmt.Errorf("no recording was made in %s: there is no %s. Record one (sightglass benchmark), or name a recording; one that comes through a pipe is read, too, and from a terminal with \"-\"", where, latestName)
	case err != nil:
		return "", fmt.Errorf("find the latest recording: %w; name a recording", err)
	}
	if _, err := os.Stat(file); err != nil {
		return "", fmt.Errorf("the latest recording, by %s, is gone: %w; name another", name, err)
	}
	return file, nil
}

// recordingNamed is a recording as users name it: a file, or "latest", if no
// file has that name; and what stands for the latest is that file.
func recordingNamed(name string) (string, error) {
	if name == latestWord {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return latestRecording()
		}
	}
	if filepath.Base(name) == latestName {
		if file, err := record.Latest(name); err == nil {
			return file, nil
		}
	}
	return name, nil
}

// unnamedMeans is what help says of unnamed.
const unnamedMeans = "Without a file name it reads standard input or, if that is a terminal or the\nnull device, the latest recording."

// unnamed is the recording to read where none is named: standard input, unless that
// is a terminal, at which nobody would notice that it is waited for, or the null device,
// as in cron and many a CI; then the latest.
func unnamed(cmd *cobra.Command) (string, error) {
	if piped(cmd) {
		return "-", nil
	}
	file, err := latestRecording()
	if err == nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: reading the latest recording, %s\n", quote.Name(file))
	}
	return file, err
}

// piped is whether something may come in.
func piped(cmd *cobra.Command) bool {
	in := cmd.InOrStdin()
	return !stream.IsTerminal(in) && !stream.IsNull(in)
}

// besideName is the file of a second recording: a.again.jsonl beside a.jsonl.
func besideName(file string) string {
	if file == "" {
		return ""
	}
	ext := filepath.Ext(file)
	return strings.TrimSuffix(file, ext) + ".again" + ext
}
