package command

import (
	"fmt"
	"os"
	"slices"

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
	info, err := os.Stat(file)
	if err != nil {
		return nil // was said
	}
	_, err = fmt.Fprintf(o.cmd.OutOrStdout(), "Kept in %s (%s)\n%s", quote.Name(file), words.Bytes(info.Size()), o.next(file))
	return err
}

// next names the command that shows more of a recording, if there is one.
func (o *output) next(file string) string {
	if !slices.Contains([]record.Format{record.CSV, record.JSON, record.JSONL}, record.FormatOf(file)) {
		return ""
	}
	baseline := ""
	if o.baseline != "" && record.FormatOf(file) != record.JSONL { // which has it
		baseline = "--baseline " + quoted(o.baseline) + " "
	}
	return fmt.Sprintf("Next: sightglass report %s%s\n", baseline, quoted(file))
}
