package record

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// move renames a file, in place of another that may have the name. Who looks at
// either of them at that moment, another move or a virus scanner, makes it fail,
// so that it is tried again.
func move(from, to string) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := os.Rename(from, to)
		if pause > time.Second || !errors.Is(err, syscall.ERROR_ACCESS_DENIED) && !errors.Is(err, sharingViolation) {
			return err
		}
		time.Sleep(pause)
	}
}
