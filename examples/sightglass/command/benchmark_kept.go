package command

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// inFile is the file that the rows go to, if that can be read again and is not
// standard output, which is then free for text; "" for others.
func (o *output) inFile() string {
	name := ""
	switch {
	case o.resumed != "":
		name = o.resumed
	case o.file != nil:
		name = o.file.Name()
	case o.data != nil && o.data.file != nil:
		name = o.data.file.Name()
	}
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	if to, err := os.Stdout.Stat(); err == nil && os.SameFile(info, to) {
		return ""
	}
	return name
}

// farewell says where the rows are, and what to do with them.
func (o *output) farewell(file string) error {
	if o.table && (!o.brief || o.markdown || o.page != nil) {
		return nil // the text is for others to read
	}
	format, baseline := record.FormatOf(file), ""
	if format != record.JSONL { // which has it
		baseline = o.baseline
	}
	if format == record.JSONL && o.unsure {
		return farewell(o.cmd.OutOrStdout(), file, baseline, fmt.Sprintf("sightglass %s --resume %s --until decided%s", o.cmd.Name(), quoted(file), o.again))
	}
	return farewell(o.cmd.OutOrStdout(), file, baseline)
}

// farewell is the last word about a recording, if there is one: where it is, and by
// which commands to continue.
func farewell(w io.Writer, file, baseline string, also ...string) error {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text := fmt.Sprintf("Kept in %s (%s)\n", quote.Name(file), words.Bytes(info.Size()))
	if slices.Contains([]record.Format{record.CSV, record.JSON, record.JSONL}, record.FormatOf(file)) {
		if baseline != "" {
			baseline = "--baseline " + quoted(baseline) + " "
		}
		text += fmt.Sprintf("Next: %s\n", strings.Join(append([]string{"sightglass report " + baseline + quoted(file)}, also...), "\n  or: "))
	}
	_, err = io.WriteString(w, text)
	return err
}
