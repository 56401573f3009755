package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"html/template"
)

// Attachment is a file that a page carries, to be saved from it. It is
// written to like a file, and keeps what it gets compressed, up to a limit;
// beyond that it keeps nothing but the size.
type Attachment struct {
	Name  string
	Bytes int64 // that were written

	limit  int
	packed bytes.Buffer
	gz     *gzip.Writer // nil once there is too much, or it is closed
	left   bool         // the page does not carry it
}

// NewAttachment returns an empty one of at most limit bytes when compressed.
func NewAttachment(name string, limit int) *Attachment {
	a := &Attachment{Name: name, limit: limit}
	if limit > 0 {
		a.gz, _ = gzip.NewWriterLevel(&a.packed, gzip.BestCompression)
	}
	return a
}

// Write never fails, so that reading goes on whatever becomes of the copy.
func (a *Attachment) Write(b []byte) (int, error) {
	a.Bytes += int64(len(b))
	if a.gz != nil {
		_, _ = a.gz.Write(b)
	}
	if a.packed.Len() > a.limit {
		a.packed, a.gz = bytes.Buffer{}, nil
	}
	return len(b), nil
}

// Close ends it, and returns how many bytes it keeps: 0 if there were too many.
func (a *Attachment) Close() int {
	if a.gz != nil && (a.gz.Close() != nil || a.packed.Len() > a.limit) {
		a.packed = bytes.Buffer{}
	}
	a.gz = nil
	return a.packed.Len()
}

// Left says whether a page that was written does not carry it.
func (a *Attachment) Left() bool { return a.left }

// pack ends it and returns it as text, false if it was too large.
func (a *Attachment) pack() (template.HTML, bool) {
	if a.Close() == 0 {
		return "", false
	}
	return base64Of(a.packed.Bytes()), true
}

// base64Of is text that needs no escaping anywhere in HTML.
func base64Of(b []byte) template.HTML {
	return template.HTML(base64.StdEncoding.EncodeToString(b))
}

// packed compresses text for the page.
func packed(text []byte) template.HTML {
	var b bytes.Buffer
	gz, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = gz.Write(text)
	_ = gz.Close()
	return base64Of(b.Bytes())
}
