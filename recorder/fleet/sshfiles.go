package fleet

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// copied is a file that a host has to have.
type copied struct {
	name   string // there, in the fleet's folder
	from   string // here
	link   string // what it refers to, if it is a link
	sum    string // of one that is none
	length int64
	mode   int64
}

type copies []copied

// checkFiles refuses what would not be found under its name.
func (s *SSH) checkFiles() error {
	for _, name := range s.Files {
		switch {
		case !filepath.IsLocal(name):
			return fmt.Errorf("%s: hosts get what lies below the current folder, under the same names: start in a folder above it, and name it from there", quote.Name(name))
		case strings.ContainsAny(name, "\n\r\\"):
			return fmt.Errorf("%s: hosts check their files by lists in which such a name cannot be", quote.Name(name))
		}
	}
	return nil
}

// list is all that a host has to have.
func (s *SSH) list() (list copies, err error) {
	if err := s.checkFiles(); err != nil {
		return nil, err
	}
	for _, name := range []string{programFile, planFile, scriptFile} {
		list = append(list, copied{name: name, from: filepath.Join(s.Fleet.Folder, name), mode: 0o755})
	}
	built, err := os.ReadDir(filepath.Join(s.Fleet.Folder, Programs))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, program := range built {
		list = append(list, copied{name: Programs + "/" + program.Name(), from: filepath.Join(s.Fleet.Folder, Programs, program.Name()), mode: 0o755})
	}
	list = append(list, copied{name: hostFile, mode: 0o755})
	for _, name := range s.Files {
		list = append(list, copied{name: "files/" + filepath.ToSlash(filepath.Clean(name)), from: name, mode: 0o644})
	}
	for i := range list {
		if err := list[i].measure(); err != nil {
			return nil, fmt.Errorf("copy a file to hosts: %w", err)
		}
	}
	return list, nil
}

// measure finds out what the file is.
func (c *copied) measure() error {
	if c.from != "" {
		info, err := os.Lstat(c.from)
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			c.link, err = os.Readlink(c.from)
			if err == nil && filepath.IsLocal(c.link) {
				return nil
			}
			c.link = "" // what it leads to is copied
		}
		if err != nil {
			return err
		}
		if info, err := os.Stat(c.from); err == nil && info.Mode()&0o111 != 0 { // such as an engine's program
			c.mode = 0o755
		}
	}
	in, err := c.open()
	if err != nil {
		return err
	}
	defer in.Close()
	sum := sha256.New()
	c.length, err = io.Copy(sum, in)
	c.sum = hex.EncodeToString(sum.Sum(nil))
	return err
}

func (c *copied) open() (io.ReadCloser, error) {
	if c.from == "" {
		return io.NopCloser(strings.NewReader(host)), nil
	}
	return record.OpenFile(c.from)
}

// sums are lines as sha256sum reads them.
func (l copies) sums() string {
	var b strings.Builder
	for _, c := range l {
		if c.link == "" {
			fmt.Fprintf(&b, "%s  %s\n", c.sum, c.name)
		}
	}
	return b.String()
}

// write writes an archive of the files.
func (l copies) write(w io.Writer) error {
	out := tar.NewWriter(w)
	if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: "files/", Mode: 0o755}); err != nil {
		return err
	}
	for _, c := range l {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: c.name, Mode: c.mode, Size: c.length}
		if c.link != "" {
			h.Typeflag, h.Linkname = tar.TypeSymlink, c.link
		}
		if err := out.WriteHeader(h); err != nil {
			return err
		}
		if c.link != "" {
			continue
		}
		in, err := c.open()
		if err != nil {
			return err
		}
		_, err = io.Copy(out, in)
		in.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return out.Close()
}

// copy copies all files to the share's host.
func (s *SSH) copy(ctx context.Context, share int, list copies) error {
	r, w := io.Pipe()
	wrote := make(chan error, 1)
	go func() {
		err := list.write(w)
		w.CloseWithError(err)
		wrote <- err
	}()
	err := s.there(ctx, share, transfer, r, nil, copyScript)
	r.CloseWithError(io.ErrClosedPipe)
	if wrong := <-wrote; err == nil && wrong != nil {
		err = wrong
	}
	return err
}

// fetch brings a file of the share here, whole or not at all.
func (s *SSH) fetch(ctx context.Context, share int, ending string) error {
	to := s.Fleet.file(share, ending)
	return record.Replace(to, func(w io.Writer) error {
		in := &hashed{to: w, sum: sha256.New()}
		if err := s.call(ctx, share, transfer, in, "fetch", ending); err != nil {
			return err
		}
		if got := hex.EncodeToString(in.sum.Sum(nil)); len(in.said) == 0 || got != in.said {
			return fmt.Errorf("%s: %s: %w: what arrived here is not what was sent", s.Hosts[share-1], shareFile(share, ending), ErrUnreachable)
		}
		return nil
	})
}

// hashed passes on what comes behind a first line, which begins with its hash.
type hashed struct {
	to   io.Writer
	sum  hash.Hash
	line []byte
	said string
}

func (h *hashed) Write(b []byte) (int, error) {
	n := len(b)
	if h.said == "" {
		h.line = append(h.line, b...)
		line, rest, ok := bytes.Cut(h.line, []byte("\n"))
		if !ok {
			return n, nil
		}
		word, _, _ := strings.Cut(string(line), " ")
		h.said, h.line, b = strings.TrimPrefix(word, `\`), nil, rest
	}
	h.sum.Write(b)
	if _, err := h.to.Write(b); err != nil {
		return 0, err
	}
	return n, nil
}
