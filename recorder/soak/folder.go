package soak

import (
	"errors"

	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// Folder makes an empty folder for the temporary files of a soak, and returns
// what removes it. That of a process which was killed is removed by the next one
// that makes a folder, of this package's or a recorder's.
func Folder() (dir string, remove func() error, err error) {
	folder, err := scratch.New()
	if err != nil {
		return "", nil, err
	}
	if dir, err = folder.Process(); err != nil {
		return "", nil, errors.Join(err, folder.Remove())
	}
	return dir, folder.Remove, nil
}
