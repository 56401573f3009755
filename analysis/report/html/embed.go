package html

import (
	"bytes"
	"html/template"

	"github.com/sightglass-go/sightglass/measure/words"
)

// counter counts what is written to it.
type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

func filesOf(files []File) []fileView {
	var out []fileView
	for _, f := range files {
		v := fileView{Name: f.Name, Headers: len(f.Headers)}
		if f.Rows != nil {
			v.Size = words.Bytes(f.Rows.Bytes)
		}
		out = append(out, v)
	}
	return out
}

// embed takes the files in as far as there is room, then what the page shows with other
// baselines, and then the comparisons with all their diagnostics: both can be had from the
// files.
func (v *view) embed(r *Report, room int) error {
	const around = 600 // what the page says of each
	fits := func(data template.HTML) bool {
		if len(data)+around > room {
			return false
		}
		room -= len(data) + around
		return true
	}
	for i, f := range r.Files {
		if f.Rows == nil {
			continue
		}
		if data, ok := f.Rows.pack(); ok && fits(data) {
			v.Saves = append(v.Saves, save{f.Rows.Name, "the recording as it was read, " + v.Files[i].Size, true, data})
			v.Files[i].Embedded = true
		}
		f.Rows.left = !v.Files[i].Embedded
	}
	for _, c := range v.others {
		var text bytes.Buffer
		if err := renderPart(&text, reportTemplate, "compared", c); err != nil {
			return err
		}
		if data := packed(text.Bytes()); fits(data) {
			v.Others = append(v.Others, other{c.Baseline, data})
		}
	}
	if v.Nothing == "" {
		if data := packed(v.whole); fits(data) {
			v.Saves = append(v.Saves, save{"compare.json", "comparisons with all diagnostics, as of sightglass compare --output-format json", false, data})
		}
	}
	return nil
}

type fileView struct {
	Name, Size string
	Headers    int
	Embedded   bool
}
