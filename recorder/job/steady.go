package job

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/sightglass-go/sightglass/recorder/internal/program"
)

// steady notices that an input changed while its process ran. It looks at what
// the system says of the file, and at the content where that is another.
type steady struct {
	state func() (program.State, error)
	check func() error // the content
	last  program.State
}

// begin takes the state, then checks the content: what is changed between the
// two is checked again.
func (s *steady) begin() error {
	s.last, _ = s.state() // what cannot be looked at has the zero State
	return s.check()
}

// again checks the content if the state is another than it was.
func (s *steady) again() error {
	now, _ := s.state()
	if now == s.last {
		return nil
	}
	s.last = now
	return s.check()
}

// steadyInputs are those that a process reads anew in each iteration, checked
// for the first time.
func steadyInputs(in *Inputs, dir string, stdin *os.File) ([]steady, error) {
	var list []steady
	if stdin != nil && in.Stdin != nil {
		// The guest reads this very file, whatever is put in its place.
		list = append(list, steady{
			state: func() (program.State, error) { return program.StateOf(stdin) },
			check: func() error { return checkInput(in.Stdin, "the standard input "+in.Stdin.Name, stdin) },
		})
	}
	for i := range in.Files {
		path := filepath.Join(dir, filepath.FromSlash(in.Files[i].Name))
		list = append(list, steady{
			state: func() (program.State, error) { return program.StateAt(path) },
			check: func() error { return checkFile(&in.Files[i], dir) },
		})
	}
	for i := range list {
		if err := list[i].begin(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// unchanged is an error that wraps ErrReplaced if an input changed during the
// iteration that has just ended, with err if it failed.
func (p *process) unchanged(err error) error {
	if p.files == nil {
		return err
	}
	for i := range p.files.steady {
		changed := p.files.steady[i].again()
		switch {
		case changed == nil:
		case err == nil:
			return changed
		default: // whatever the guest made of it
			return fmt.Errorf("%w; then: %w", changed, err)
		}
	}
	return err
}
