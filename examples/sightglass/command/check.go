package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/parquet"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/gotest"
)

type checked struct {
	File     string   `json:"file"`
	State    string   `json:"state"` // or "unreadable"
	Messages []string `json:"messages,omitempty"`
	Warnings []string `json:"warnings,omitempty"` // that make no recording worse
	*record.Health

	err error
}

func newCheck() *cobra.Command {
	var input inputFlags
	var format string
	cmd := &cobra.Command{
		Use:     "check [flags] [RECORDING...]",
		GroupID: help.Check,
		Short:   "Check that recordings are whole, and show what is damaged",
		Long: `Reads recordings and says of each whether it is

  whole        all that was recorded is there, and as it was written
  unverified   readable, but there is nothing to verify it by: CSV and JSON have
               no checksums, and neither do recordings of older versions
  empty        there are no rows, although something was to be counted
  interrupted  the recorder was stopped or killed, or the end was cut off;
               benchmark --resume completes it
  damaged      something was changed, lost, added or moved; each such place is
               listed, with its bytes and its process

and which version recorded it. Shares of a plan that are missing among the files, there
twice, or of another build or benchmark than the rest are a warning. Of a file that several recordings were written to one
after the other it says so of each, with its bytes. Other commands leave what is damaged
out, with an error; benchmark --resume records it again.

` + unnamedMeans + `

Exit codes: 0 whole or unverified; 1 empty, interrupted or damaged; 2 not readable as a
recording. Of several files, the highest.`,
	}
	input.registerFiles(cmd)
	flags.Choose(cmd.Flags(), &format, "output-format", "", "text", "", flags.Names("text", "json")...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		names, err := input.named(cmd, args)
		if err != nil {
			return err
		}
		var all []checked
		for _, name := range names {
			c := checkFile(cmd, &input, name)
			all = append(all, c)
			if format == "text" {
				if err := c.print(cmd.OutOrStdout()); err != nil {
					return err
				}
			}
		}
		warnOfShares(all)
		said := map[string]bool{}
		for _, c := range all {
			for _, text := range c.Warnings {
				if !said[text] {
					fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", quote.Line(text))
				}
				said[text] = true
			}
		}
		if format == "json" {
			if err := writeJSON(cmd.OutOrStdout(), all); err != nil {
				return err
			}
		}
		return judgeChecked(all)
	}
	return cmd
}

func checkFile(cmd *cobra.Command, input *inputFlags, name string) checked {
	c := checked{File: name}
	readers, done, err := input.open(cmd, []string{name})
	if err == nil {
		defer done()
		if err = onlyOne(readers, name); err == nil {
			c.File = readers[0].Name()
			c.Health, err = record.Verify(readers[0])
			if w := readers[0].Nameless(); w != nil {
				c.warn(w.Error())
			}
		}
	}
	if err != nil {
		c.State, c.err = "unreadable", err
		c.Messages = []string{err.Error()}
		return c
	}
	c.State = string(c.Health.State)
	for _, rec := range c.Recordings {
		for _, problem := range rec.Problems {
			c.Messages = append(c.Messages, problem.Error())
		}
	}
	return c
}

func (c *checked) print(w io.Writer) error {
	var b strings.Builder
	if c.err != nil {
		fmt.Fprintf(&b, "%s: unreadable: %v\n", c.File, c.err)
	} else {
		c.write(&b)
	}
	_, err := io.WriteString(quote.NewDocument(w), b.String())
	return err
}

func (c *checked) write(b *strings.Builder) {
	for _, rec := range c.Recordings {
		where := c.File
		if len(c.Recordings) > 1 {
			where = fmt.Sprintf("%s: bytes %d to %d", c.File, rec.From, rec.To)
		}
		fmt.Fprintf(b, "%s: %s: %s\n", where, rec.State, strings.Join(c.words(&rec), "; "))
		for _, problem := range rec.Problems {
			fmt.Fprintf(b, "  %v\n", problem)
		}
		if more := rec.Found - len(rec.Problems); more > 0 {
			fmt.Fprintf(b, "  and %s more\n", words.Count(more, "problem"))
		}
	}
}

func (c *checked) words(r *record.Recording) (list []string) {
	rows := words.Count(r.Rows, "row")
	if c.Format == record.JSONL.String() {
		list = append(list, story(r))
	} else {
		rows += " in " + c.Format
	}
	switch r.State {
	case record.Unverified:
		list = append(list, "without checksums a changed number would not be noticed")
	case record.Interrupted:
		if strings.EqualFold(filepath.Ext(c.File), parquet.Ending) {
			list = append(list, "to complete it: resume the recording that it was converted from, and convert that again")
			break
		}
		if info, err := os.Stat(c.File); err == nil && info.Mode().IsRegular() && len(c.Recordings) == 1 {
			if h := r.Header; h != nil && len(h.Engines) > 0 && h.Engines[0].Engine == gotest.Engine {
				list = append(list, "to complete it: sightglass gobench --resume "+c.File+", with its builds and arguments")
				break
			}
			list = append(list, "to complete it: sightglass benchmark --resume "+c.File)
		}
	}
	return append(list, rows)
}

// story is how a recording came about.
func story(r *record.Recording) string {
	text := endedOf(r)
	if r.Running > 0 {
		text += fmt.Sprintf(", one was running (%s)", words.Count(r.Running, "row"))
	}
	if r.Resumed > 0 {
		text += ", resumed " + words.Count(r.Resumed, "time")
	}
	if r.Header == nil {
		text += ", no valid header"
	} else {
		text += ", recorded by " + by(r.Header)
	}
	if r.Why != "" {
		text += ", " + r.Why
	}
	return text
}

// endedOf is how many processes ended, and of how many if they are fewer than were
// planned: that may be by a policy, or because others failed.
func endedOf(r *record.Recording) string {
	if r.Header != nil {
		plan, err := recorder.PlanOf(r.Header)
		rounds := plan.Processes
		if share := r.Header.Share; share != nil {
			rounds = share.Before(rounds)
		}
		if n := rounds * len(plan.Engines) * len(plan.Benchmarks); err == nil && plan.PolicyName == "" && r.Ended < n {
			return fmt.Sprintf("%d of %s ended", r.Ended, words.Count(n, "process"))
		}
	}
	return words.Count(r.Ended, "process") + " ended"
}

// by is what recorded, and when.
func by(h *record.Header) string {
	version := "a version that did not say which"
	if h.Version != "" {
		version = h.Version
	}
	if h.Machine.Go != "" {
		version += " (" + h.Machine.Go + ")"
	}
	if h.Started.IsZero() {
		return version
	}
	return version + " on " + h.Started.UTC().Format("2006-01-02 15:04:05 UTC")
}

func judgeChecked(all []checked) error {
	bad, of := 0, 0
	for _, c := range all {
		var path *os.PathError
		switch {
		case errors.As(c.err, &path):
			return fmt.Errorf("check %s: %w", c.File, c.err)
		case c.err != nil:
			return fmt.Errorf("check %s: it cannot be read", c.File)
		}
		for _, rec := range c.Recordings {
			if of++; rec.State != record.Whole && rec.State != record.Unverified {
				bad++
			}
		}
	}
	if bad > 0 {
		return &failedError{fmt.Errorf("%s of %d not whole", words.Count(bad, "recording"), of)}
	}
	return nil
}
