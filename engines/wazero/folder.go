package wazero

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	wasisys "github.com/tetratelabs/wazero/experimental/sys"
	"github.com/tetratelabs/wazero/experimental/sysfs"
	"github.com/tetratelabs/wazero/sys"
)

// folder is the benchmark's folder as a guest sees it. An os.Root alone, as an
// fs.FS, keeps the guest inside; this one also says no where that would say
// yes and do nothing, and in the numbers in which wasmtime says it, so that a
// guest takes the same way on both. See RATIONALE.md.
type folder struct {
	sysfs.ReadFS // what is opened through it cannot be written to
	root         *os.Root
}

func newFolder(root *os.Root) *folder {
	return &folder{sysfs.ReadFS{FS: &sysfs.AdaptFS{FS: plainFiles{root}}}, root}
}

// OpenFile opens for reading, and refuses everything else.
func (f *folder) OpenFile(path string, flag wasisys.Oflag, _ fs.FileMode) (wasisys.File, wasisys.Errno) {
	const changes = wasisys.O_WRONLY | wasisys.O_RDWR | wasisys.O_CREAT | wasisys.O_TRUNC
	if flag&changes != 0 {
		return nil, wasisys.EPERM
	}
	name, mustBeFolder := f.name(path)
	if flag&wasisys.O_NOFOLLOW != 0 && !mustBeFolder {
		if info, err := f.root.Lstat(name); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return nil, wasisys.ELOOP
		}
	}
	file, errno := f.ReadFS.OpenFile(name, wasisys.O_RDONLY, 0)
	if errno != 0 || !mustBeFolder {
		return file, errno
	}
	if isFolder, errno := file.IsDir(); errno != 0 || !isFolder {
		_ = file.Close()
		return nil, wasisys.ENOTDIR
	}
	return file, 0
}

// name returns a path as os.Root takes it, and whether it ends in a slash, so
// that nothing but a folder will do. "/" is the folder itself.
func (f *folder) name(path string) (name string, mustBeFolder bool) {
	name = strings.TrimRight(path, "/")
	name = cmp.Or(name, ".")
	return name, len(name) < len(path)
}

func (f *folder) Stat(path string) (sys.Stat_t, wasisys.Errno)  { return f.stat(path, f.root.Stat) }
func (f *folder) Lstat(path string) (sys.Stat_t, wasisys.Errno) { return f.stat(path, f.root.Lstat) }

func (f *folder) stat(path string, by func(string) (fs.FileInfo, error)) (sys.Stat_t, wasisys.Errno) {
	name, mustBeFolder := f.name(path)
	info, err := by(name)
	switch {
	case err != nil:
		return sys.Stat_t{}, wasisys.UnwrapOSError(refusal(err))
	case mustBeFolder && !info.IsDir():
		return sys.Stat_t{}, wasisys.ENOTDIR
	}
	return sys.NewStat_t(info), 0
}

// Readlink returns what a symbolic link in the folder says. A path on the host
// is refused.
func (f *folder) Readlink(path string) (string, wasisys.Errno) {
	name, _ := f.name(path)
	target, err := f.root.Readlink(name)
	switch {
	case err != nil:
		return "", wasisys.UnwrapOSError(refusal(err))
	case filepath.IsAbs(target):
		return "", wasisys.EPERM
	}
	return filepath.ToSlash(target), 0
}

// A read-only folder can do none of these.

func (f *folder) Mkdir(string, fs.FileMode) wasisys.Errno    { return wasisys.EPERM }
func (f *folder) Chmod(string, fs.FileMode) wasisys.Errno    { return wasisys.EPERM }
func (f *folder) Rename(string, string) wasisys.Errno        { return wasisys.EPERM }
func (f *folder) Rmdir(string) wasisys.Errno                 { return wasisys.EPERM }
func (f *folder) Unlink(string) wasisys.Errno                { return wasisys.EPERM }
func (f *folder) Link(string, string) wasisys.Errno          { return wasisys.EPERM }
func (f *folder) Symlink(string, string) wasisys.Errno       { return wasisys.EPERM }
func (f *folder) Utimens(string, int64, int64) wasisys.Errno { return wasisys.EPERM }

// plainFiles opens regular files and folders. The rest could make a guest
// wait for another program, or talk to one: a FIFO, a socket, a device.
type plainFiles struct{ root *os.Root }

// Open implements fs.FS.
func (p plainFiles) Open(name string) (fs.File, error) {
	file, err := p.root.OpenFile(name, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, refusal(err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// refusal returns err, or fs.ErrPermission for what os.Root itself refuses,
// which is not a number of the operating system: a path that leaves the folder.
func refusal(err error) error {
	var number syscall.Errno
	switch {
	case errors.As(err, &number), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid):
		return err
	}
	return fs.ErrPermission
}
