package html

import (
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

// embed takes the files in as far as there is room, and then the comparisons
// with all their diagnostics, which can be had from the files.
func (v *view) embed(files []File, room int) {
	add := func(name, what string, data template.HTML) bool {
		const around = 600 // what the page says of each
		if len(data)+around > room {
			return false
		}
		room -= len(data) + around
		v.Saves = append(v.Saves, save{name, what, data})
		return true
	}
	for i, f := range files {
		if f.Rows == nil {
			continue
		}
		if data, ok := f.Rows.pack(); ok {
			v.Files[i].Embedded = add(f.Rows.Name, "the recording as it was read, "+v.Files[i].Size, data)
		}
	}
	if v.Rows != nil {
		add("compare.json", "comparisons with all diagnostics, as of sightglass compare --output-format json", packed(v.whole))
	}
}

type fileView struct {
	Name, Size string
	Headers    int
	Embedded   bool
}
