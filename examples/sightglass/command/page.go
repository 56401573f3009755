package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
)

// writePage writes a page of HTML into a file of the given name, standard
// output for "-". It replaces nothing but a page. The inputs are the names of
// the recordings that it was made of.
func writePage(cmd *cobra.Command, name string, inputs []string, write func(io.Writer) error) error {
	if name == "-" {
		return write(cmd.OutOrStdout())
	}
	if err := mayReplace(name, inputs, "a page", pageBegins.Match); err != nil {
		return err
	}
	defer live.NotAtOnce(cmd.Context())()
	return writeWhole(cmd, name, write)
}

// writeWhole writes a file whole, or leaves what was there.
func writeWhole(cmd *cobra.Command, name string, write func(io.Writer) error) error {
	if err := replace(cmd, name, write); err != nil {
		return &outputError{err}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", name)
	return nil
}

// writeAnswer is writeWhole for what is said of a recording: Markdown begins with its mark.
func writeAnswer(cmd *cobra.Command, t target, write func(io.Writer) error) error {
	return writeWhole(cmd, t.name, func(w io.Writer) error {
		if t.form == formMarkdown {
			if _, err := fmt.Fprintln(w, report.FileMark); err != nil {
				return err
			}
		}
		return write(w)
	})
}

var (
	pageBegins = regexp.MustCompile(`(?i)^\s*(<!doctype html|<html)`)
	// tableBegins is how what benchmark writes into a file: tables in either form of
	// characters, Markdown with its mark or, of earlier versions, without, or that there is
	// nothing to put into one, below the folder of its benchmarks.
	tableBegins = regexp.MustCompile(`^(` + report.FileMark + `|(benchmarks in [^\n]*\n\s*)?(┌|\+-|### .* · |nothing was counted|no events recorded))`)
)

// mayReplace returns why a file is not replaced: it is one of the inputs, or
// there is something in it that is not what would be written, by its first
// bytes.
func mayReplace(name string, inputs []string, what string, is func([]byte) bool) error {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || record.IsStream(name) {
		return nil
	}
	if input := sameFile(info, inputs); input != "" {
		return fmt.Errorf("%s is not replaced: it is an input, %s", name, input)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	text := make([]byte, 4096)
	n, err := io.ReadFull(f, text)
	if n == 0 && errors.Is(err, io.EOF) || is(bytes.TrimPrefix(text[:n], []byte("\ufeff"))) {
		return nil
	}
	if rows, _ := record.HoldsRows(name); rows {
		return fmt.Errorf("%s is not replaced: it is a recording; choose another name", name)
	}
	return fmt.Errorf("%s is not replaced: it is not %s; choose another name, or remove it", name, what)
}

// mayWrite is mayReplace for a file that is written after all else: its folder is there,
// and can be written to.
func mayWrite(name string, inputs []string, what string, is func([]byte) bool) error {
	if err := mayReplace(name, inputs, what, is); err != nil {
		return err
	}
	if err := record.Replaceable(name); err != nil {
		return &outputError{err}
	}
	return nil
}

// formatNames are those of formats that commands print in.
var formatNames = append([]string{"text", "html", string(formTable), string(formMarkdown), string(formPage), string(report.CompareCompact)}, record.WrittenFormats()...)

// mayWritePage refuses a page, before anything is read, that could not be written.
func mayWritePage(name string, inputs []string) error {
	if name == "" || name == "-" {
		return nil
	}
	if slices.Contains(formatNames, name) { // as -o of compare and summarize takes it
		return fmt.Errorf("--output-file %s: it names the file of a page (HTML), and %s is a format, which --output-format of compare, summarize and history takes; a file of that name is ./%s", name, name, name)
	}
	return mayWrite(name, inputs, "a page", pageBegins.Match)
}

// sameFile returns which of the names is that of the file, "" if none is.
func sameFile(info os.FileInfo, names []string) string {
	for _, name := range names {
		if other, err := os.Stat(name); err == nil && os.SameFile(info, other) {
			return name
		}
	}
	return ""
}
