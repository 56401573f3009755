package fleet

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// SSH records a share on each of some hosts. It copies the program, the plan and the
// plan's files there, and the recordings back, all checked by their hashes. What it starts
// does not depend on a connection. Ports, users, keys and all else are left to the
// configuration of ssh, which is not to ask: BatchMode is set.
type SSH struct {
	Fleet *Fleet
	Hosts []string // of the shares, in their order, as ssh takes them
	// Files are what the plan names: regular files, and links, below the current folder.
	Files []string
	// Folder is where hosts keep what is copied, relative to the home folder unless it
	// is absolute; "" means DefaultFolder. What is copied there is removed when
	// the recording is here.
	Folder string
	// Program is that of ssh; "" means ssh.
	Program string
	// Note receives a line where hosts are one machine; nil drops it.
	Note func(line string)

	boots    []string // of the hosts, as far as that is known
	prepared []bool   // shares that were copied to their host, and not started
	told     bool
}

// DefaultFolder is the Folder of an SSH that has none.
const DefaultFolder = "sightglass-fleet"

// transfer is how long copying may take.
const transfer = time.Hour

// ErrPlatform: a host cannot run the program.
var ErrPlatform = errors.New("another platform")

// Check refuses hosts that ssh would take for options or that are named twice, a folder
// that cannot be, and a machine without ssh.
func (s *SSH) Check() error {
	once := map[string]bool{}
	for _, host := range s.Hosts {
		switch {
		case host == "" || strings.HasPrefix(host, "-"):
			return fmt.Errorf("%q is not the name of a host: ssh would take it for an option", host)
		case strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r == 0x7f }):
			return fmt.Errorf("%q is not the name of a host: it has a space in it; name each by itself", host)
		case once[host]:
			return fmt.Errorf("the host %q is named twice: each records one share, so that nothing else runs there", host)
		}
		once[host] = true
	}
	if strings.HasPrefix(s.Folder, "-") || strings.ContainsAny(s.Folder, "\n\r\x00!\\") {
		return fmt.Errorf("the folder %q: its name may not begin with -, nor have line ends, ! or \\ in it", s.Folder)
	}
	return s.programs().installed(cmp.Or(s.Program, "ssh"))
}

func (s *SSH) programs() programs {
	return programs{where: "install OpenSSH's client", means: func(e *ProgramError) error {
		if e.Code == 255 { // ssh itself, and not what it ran
			return ErrUnreachable
		}
		return ErrRejected
	}}
}

// there runs a script on a share's host, by its sh, whatever the user's shell is there:
// the script has no ', ! or \ in it, and no line end. $1 is the fleet's folder.
func (s *SSH) there(ctx context.Context, share int, limit time.Duration, in io.Reader, out io.Writer, script string, args ...string) error {
	words := []string{"exec sh -c", quoted(script), "sh", quoted(s.folder(share))}
	for _, arg := range args {
		words = append(words, quoted(arg))
	}
	host := s.Hosts[share-1]
	err := s.programs().run(ctx, limit, in, out, cmp.Or(s.Program, "ssh"), "-o", "BatchMode=yes", "-T", "--", host, strings.Join(words, " "))
	if err != nil {
		return fmt.Errorf("%s: %w", host, err)
	}
	return nil
}

// quoted is a word for a shell, of any kind.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// folder is that of a share, as hosts may have the same home folder.
func (s *SSH) folder(share int) string {
	return path.Join(cmp.Or(s.Folder, DefaultFolder), s.Fleet.ID, strconv.Itoa(share))
}

// host is what is copied to each host, to be called there.
//
//go:embed host.sh
var host string

const hostFile = "host.sh"

const (
	// haveScript prints what the host is, since which boot it runs, and whether all files are there of which it
	// reads the hashes.
	haveScript = `uname -s -m; echo boot $(cat /proc/sys/kernel/random/boot_id 2>/dev/null); cd "$1" 2>/dev/null || exit 0; sum=sha256sum; command -v $sum >/dev/null 2>&1 || sum="shasum -a 256"; ` +
		`$sum -c - >/dev/null 2>&1 && echo same; exit 0`
	copyScript = `mkdir -p "$1" && cd "$1" && tar -xf -`
	// callScript calls host.sh; where there is none, nothing was started.
	callScript = `if test -r "$1/host.sh"; then exec sh "$1/host.sh" "$2" "$3" "$4" "$5"; fi; test "$2" = look && echo gone`
	// cleanScript removes the folder, also while the end of a copy that was cut off still arrives.
	cleanScript = `rm -rf -- "$1" 2>/dev/null || { sleep 1; rm -rf -- "$1"; }; rmdir -- "$(dirname "$1")" 2>/dev/null; case "$1" in ` + DefaultFolder + `/*) rmdir ` + DefaultFolder + ` 2>/dev/null;; esac; if test -e "$1"; then exit 1; fi; exit 0`
)

func (s *SSH) call(ctx context.Context, share int, limit time.Duration, out io.Writer, what, ending string) error {
	return s.there(ctx, share, limit, nil, out, callScript, what, strconv.Itoa(share), strconv.Itoa(s.Fleet.Shares), ending)
}

// Submit implements [Scheduler].
func (s *SSH) Submit(ctx context.Context, shares []int) error {
	if s.prepared == nil {
		s.boots, s.prepared = make([]string, s.Fleet.Shares), make([]bool, s.Fleet.Shares)
	}
	if err := s.each(shares, func(share int) error { return s.prepare(ctx, share) }); err != nil {
		return err // and nothing was started: a typo is seen at once
	}
	s.tellTwins()
	return s.each(shares, func(share int) error {
		if err := write(s.Fleet.file(share, "started"), nil, 0o666); err != nil {
			return err
		}
		s.prepared[share-1] = false
		return s.call(ctx, share, patience, nil, "start", "")
	})
}

// tellTwins says which hosts are one machine under several names.
func (s *SSH) tellTwins() {
	names := map[string][]string{}
	for i, boot := range s.boots {
		if boot != "" {
			names[boot] = append(names[boot], s.Hosts[i])
		}
	}
	for _, boot := range s.boots {
		if same := names[boot]; len(same) > 1 && !s.told && s.Note != nil {
			s.told = true
			s.Note(fmt.Sprintf("warning: %s are the same machine: their shares run there at the same time and disturb each other; name each machine once", strings.Join(same, ", ")))
		}
	}
}

// finish implements finisher: where the start was refused, as another host is down, or the
// run was ended while files were copied, nothing is left on hosts that were only prepared.
func (s *SSH) finish(ctx context.Context) error {
	var unused []int
	for i, prepared := range s.prepared {
		if prepared && !s.wasStarted(i+1) {
			unused = append(unused, i+1)
		}
	}
	return s.each(unused, func(share int) error {
		if err := s.there(ctx, share, patience, nil, nil, cleanScript); err != nil {
			return fmt.Errorf("what was copied is left in %s, which the same command line uses: remove it, if you do not repeat that: %w", quote.Name(s.Hosts[share-1]+":"+s.folder(share)), err)
		}
		s.prepared[share-1] = false
		return nil
	})
}

// all are the numbers of shares.
func all(n int) (shares []int) {
	for share := 1; share <= n; share++ {
		shares = append(shares, share)
	}
	return shares
}

// each does something for all shares at the same time.
func (s *SSH) each(shares []int, do func(share int) error) error {
	errs := make([]error, len(shares))
	var group sync.WaitGroup
	for i, share := range shares {
		group.Go(func() { errs[i] = do(share) })
	}
	group.Wait()
	return errors.Join(errs...)
}

// prepare copies what the host lacks.
func (s *SSH) prepare(ctx context.Context, share int) error {
	host := s.Hosts[share-1]
	list, err := s.list()
	if err != nil {
		return err
	}
	for copied := false; ; copied = true {
		var out strings.Builder
		if err := s.there(ctx, share, transfer, strings.NewReader(list.sums()), &out, haveScript); err != nil {
			return err
		}
		text, same := strings.CutSuffix(strings.TrimSpace(out.String()), "\nsame")
		is, boot, _ := strings.Cut(text, "\nboot")
		s.boots[share-1] = strings.TrimSpace(boot)
		switch {
		case !platform(is, runtime.GOOS, runtime.GOARCH):
			return fmt.Errorf("%s: %w: it is %.100q, and the program is for %s/%s; all machines of a fleet run the same program", host, ErrPlatform, is, runtime.GOOS, runtime.GOARCH)
		case same:
			s.prepared[share-1] = true
			return nil
		case copied:
			return fmt.Errorf("%s: what was copied into %s is not what arrived there; is the disk full?", host, s.folder(share))
		}
		s.prepared[share-1] = true
		if err := s.copy(ctx, share, list); err != nil {
			return err
		}
	}
}

// platform is whether what uname -s -m says runs programs of Go's names.
func platform(uname, goos, goarch string) bool {
	system, machine, _ := strings.Cut(uname, " ")
	arch := map[string]string{"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}[machine]
	return strings.EqualFold(system, goos) && cmp.Or(arch, machine) == goarch
}

// Look implements [Scheduler].
func (s *SSH) Look(ctx context.Context) (map[int]Sight, error) {
	shares := all(s.Fleet.Shares)
	seen := make([]Sight, len(shares))
	err := s.each(shares, func(share int) (err error) {
		seen[share-1], err = s.lookAt(ctx, share)
		return err
	})
	if err != nil {
		return nil, err
	}
	sights := map[int]Sight{}
	for i, sight := range seen {
		sights[i+1] = sight
	}
	return sights, nil
}

func (s *SSH) lookAt(ctx context.Context, share int) (Sight, error) {
	sight := Sight{Where: s.Hosts[share-1]}
	if code, ended := s.Fleet.code(share); ended && code < 2 { // it is here, and no longer there
		return sight.with(code), nil
	}
	var out strings.Builder
	err := s.call(ctx, share, patience, &out, "look", "")
	switch {
	case ctx.Err() != nil:
		return sight, context.Cause(ctx)
	case errors.Is(err, ErrUnreachable) && s.wasStarted(share):
		sight.State, sight.Why = Silent, err.Error()
		return sight, nil
	case err != nil:
		return sight, err
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(out.String()), " ")
	code, ended := parseCode(rest)
	switch {
	case word == "running":
		sight.State = Running
	case word == "ended" && ended:
		sight = sight.with(code)
	case word != "gone":
		return sight, fmt.Errorf("%s: it printed %.100q, which it was not asked for; is there output in a start file of its shell?", sight.Where, out.String())
	}
	return sight, nil
}

// wasStarted implements starter: whether a share may run on its host, by this run or one
// before.
func (s *SSH) wasStarted(share int) bool {
	_, err := os.Stat(s.Fleet.file(share, "started"))
	return err == nil
}

// Fetch implements [Scheduler].
func (s *SSH) Fetch(ctx context.Context, share int) error {
	if code, ended := s.Fleet.code(share); ended && code < 2 {
		return nil
	}
	_ = s.fetch(ctx, share, "log") // there may be none
	err := s.fetch(ctx, share, "jsonl")
	if err != nil {
		return err
	}
	return s.fetch(ctx, share, "exit") // last: where it is, the others are
}

func (s *SSH) clean(ctx context.Context, share int) error {
	if !s.wasStarted(share) {
		return nil
	}
	err := s.there(ctx, share, patience, nil, nil, cleanScript)
	if err == nil {
		err = os.Remove(s.Fleet.file(share, "started"))
	}
	return err
}

// End implements [Scheduler].
func (s *SSH) End() string {
	return "on each host: pkill -f " + s.Fleet.ID
}
