package command

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// farewell says where the recording is, and what to do with it: on standard
// output, if that is for people and took what was said before. The files are all that
// were made, and this is about the first.
func (o *output) farewell(kept ...string) error {
	for _, note := range o.notes {
		fmt.Fprintf(o.cmd.ErrOrStderr(), "note: %s\n", note)
	}
	file := o.inFile()
	if file == "" {
		return nil
	}
	baseline := ""
	if o.baseline != "" {
		baseline = " --baseline " + quoted(o.baseline)
	}
	var next []string
	if o.rowsKept {
		next = append(next, fmt.Sprintf("sightglass report%s %s", baseline, quoted(file)))
	}
	if o.unsure {
		next = append(next, fmt.Sprintf("sightglass %s --resume %s --until decided%s%s", cmp.Or(o.by, o.cmd.Name()), quoted(file), baseline, o.again))
	}
	var sized []string
	for _, file := range kept {
		if info, err := os.Stat(file); err == nil {
			sized = append(sized, fmt.Sprintf("%s (%s)", quote.Name(file), words.Bytes(info.Size())))
		}
	}
	lines := []string{"", "Kept in " + strings.Join(sized, " and ")}
	for i, command := range next {
		lines = append(lines, []string{"Next: ", "  or: "}[min(i, 1)]+command)
	}
	to := o.cmd.OutOrStdout()
	if !o.text {
		to, lines = o.cmd.ErrOrStderr(), lines[1:]
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(to, line); err != nil {
			return err
		}
	}
	return nil
}
