package record

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"path"
	"strings"
)

// PageType is the type of the script elements in which an HTML page carries
// recordings: each compressed with gzip, in base64, with its name in PageName. One
// that is empty stands for a recording that the page was made of and does not carry.
const (
	PageType = "application/x-sightglass-recording"
	PageName = "data-name"
)

// maxPage bounds a page, of which one of two megabytes is large, and maxUnpacked what
// each recording in it may become.
const (
	maxPage     = 256 << 20
	maxUnpacked = 1 << 30
)

// ErrPage is wrapped by the errors of OpenPage about a page that does not carry, or no
// longer, all that it was made of.
var ErrPage = errors.New("no recordings can be read from this page")

// A Carried is a recording that a page carries.
type Carried struct {
	Name string // that of its file, without folders
	data []byte
}

// OpenPage returns the recordings that a page written by report carries, one at least,
// in their order. If r is no such page, there are none, and rest is all of r. An error
// of a page wraps ErrPage: it carries none, or not all, was cut off, or is damaged. name
// is what errors call the page. A page of more than 256 MiB is refused, and one with a
// recording of more than 1 GiB.
func OpenPage(r io.Reader, name string) (carried []Carried, rest io.Reader, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	if !beginsPage(in) {
		return nil, in, nil
	}
	text, err := io.ReadAll(io.LimitReader(in, maxPage+1))
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	case !bytes.Contains(text[:min(len(text), 1<<12)], []byte(`<meta name="generator" content="sightglass"`)):
		return nil, bytes.NewReader(text), nil
	}
	if carried, err = carriedBy(text); err != nil {
		return nil, nil, fmt.Errorf("%s: %w: %w", name, ErrPage, err)
	}
	return carried, nil, nil
}

// beginsPage reads no more than it takes: what follows in a pipe may be long in coming.
func beginsPage(in *bufio.Reader) bool {
	first := 1
	if b, _ := in.Peek(1); bytes.HasPrefix(bom, b) {
		if b, _ = in.Peek(len(bom)); bytes.Equal(b, bom) {
			first += len(bom)
		}
	}
	for n := first; n <= in.Size(); n++ {
		b, err := in.Peek(n)
		if err != nil {
			return false
		}
		switch text := strings.TrimSpace(string(b[n-1:])); {
		case text == "":
			continue
		case text != "<":
			return false
		}
		b, _ = in.Peek(n - 1 + len("<!doctype html"))
		tag := strings.ToLower(string(b[n-1:]))
		return strings.HasPrefix(tag, "<!doctype html") || strings.HasPrefix(tag, "<html")
	}
	return false
}

func carriedBy(text []byte) (carried []Carried, err error) {
	if len(text) > maxPage {
		return nil, fmt.Errorf("it has more than %d MiB", maxPage>>20)
	}
	cutOff := errors.New("the page was cut off: get a whole copy of it")
	if !bytes.HasSuffix(bytes.TrimSpace(text), []byte("</html>")) {
		return nil, cutOff
	}
	for begin := []byte(`<script type="` + PageType + `"`); ; {
		_, after, found := bytes.Cut(text, begin)
		if !found {
			break
		}
		attributes, after, found := bytes.Cut(after, []byte(">"))
		data, after, ended := bytes.Cut(after, []byte("</script>"))
		if !found || !ended {
			return nil, cutOff
		}
		c := Carried{Name: nameIn(attributes), data: bytes.TrimSpace(data)}
		if len(c.data) == 0 {
			return nil, fmt.Errorf("it does not carry %.200q (too large for it, or left out): name that recording instead", c.Name)
		}
		if err := c.check(); err != nil {
			return nil, err
		}
		carried = append(carried, c)
		text = after
	}
	if len(carried) == 0 {
		return nil, errors.New("it carries none: it is a history, or was written by an earlier version; name the recordings that it was made of")
	}
	return carried, nil
}

// nameIn returns the name that the attributes of an element give.
func nameIn(attributes []byte) string {
	_, name, _ := bytes.Cut(attributes, []byte(" "+PageName+`="`))
	name, _, _ = bytes.Cut(name, []byte(`"`))
	return path.Base(html.UnescapeString(string(name)))
}

// Reader returns what the recording's file holds, byte by byte.
func (c Carried) Reader() io.Reader {
	gz, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(c.data)))
	if err != nil {
		return unreadable{err} // for OpenPage, which hands none on that is damaged
	}
	return gz
}

type unreadable struct{ err error }

// Read implements io.Reader.
func (u unreadable) Read([]byte) (int, error) { return 0, u.err }

// check unpacks all of it: what is damaged is not to be read as rows that nobody recorded.
func (c Carried) check() error {
	n, err := io.Copy(io.Discard, io.LimitReader(c.Reader(), maxUnpacked+1))
	switch {
	case err != nil:
		return fmt.Errorf("%.200q in it is damaged (%w): get a whole copy of the page", c.Name, err)
	case n > maxUnpacked:
		return fmt.Errorf("%.200q in it has more than %d MiB: name that recording instead", c.Name, maxUnpacked>>20)
	}
	return nil
}
