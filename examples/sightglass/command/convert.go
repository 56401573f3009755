package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/parquet"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

func newConvert() *cobra.Command {
	var input inputFlags
	var to conversion
	cmd := &cobra.Command{
		Use:     "convert [flags] [RECORDING...]",
		GroupID: help.Data,
		Short:   "Write recordings in another format",
		Long: `Reads recordings and writes their rows as csv, json, jsonl, or gobench: the lines of
Go's benchmarks, which benchstat reads, one for each phase of a process, with the median
of its iterations:

	sightglass convert --output-format gobench rows.jsonl > rows.txt
	benchstat -col /engine rows.txt

There the baseline is the first engine of the recording, and of rows without a header
(CSV) the first in the file; -col '/engine@(old new)' names another.

parquet is for query engines, and keeps all that jsonl keeps: the headers in the file's
metadata, and marks beside the rows that they follow. It is read like other recordings:

	sightglass convert --output-format parquet rows.jsonl > rows.parquet
	duckdb -c "SELECT wasm, phase, median(count) FROM 'rows.parquet' GROUP BY ALL"

Dashboards get one value for each engine, benchmark, phase and event, the median of
the medians of processes, with its interval: bmf is Bencher Metric Format (bencher
run --adapter json --file), and customSmallerIsBetter and customBiggerIsBetter are what
github-action-benchmark reads with the tool of that name. A file of these has one
direction: what is better in the other is left out, with a warning. Ticks whose rate is
known are written as time in ns.

	sightglass convert --output-format bmf rows.jsonl > rows.json

` + unnamedMeans,
	}
	input.registerFiles(cmd)
	flags.Choose(cmd.Flags(), &to, "output-format", "o", "csv", "", conversions()...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		defer live.AtOnce(cmd.Context())()
		names, err := input.named(cmd, args)
		if err != nil {
			return err
		}
		if to.dashboard != nil {
			return to.dashboard.convert(cmd, &input, names)
		}
		if err := input.allDiffer(cmd, names); err != nil {
			return err
		}
		var out rowsWriter
		if to.rows == parquet.Format {
			if stream.IsTerminal(cmd.OutOrStdout()) {
				return errors.New("standard output is a terminal, and Parquet is not text: redirect it to a file (> rows.parquet)")
			}
			out = parquet.NewWriter(cmd.OutOrStdout())
		} else {
			out = writeLater(rowsTo(cmd), to.rows)
		}
		readers, done, err := input.open(cmd, names)
		if err != nil {
			return err
		}
		defer done()
		refused, damaged := 0, false
		var headers []record.Header
		var again error
		keeps := to.rows.KeepsHeader() || to.rows == parquet.Format
		for _, r := range readers {
			looked := false
			before, known := out.Rows()+uint64(refused), len(headers)
			sequential := func(now bool) {
				if now && !looked && !keeps {
					looked = true
					fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s was recorded until decided, and %s %s\n", quote.Name(r.Name()), to.rows, looksLost)
				}
			}
			r.OnMark = func(m record.Mark) { sequential(m.Resumed != nil && m.Resumed.Sequential) }
			r.OnHeader = func(h record.Header) { // of what cannot be read in advance
				if again == nil && slices.ContainsFunc(headers, func(o record.Header) bool { return o.SameRecording(&h) }) {
					again = fmt.Errorf("%s holds a recording that was read before: its rows are written twice", r.Name())
				}
				headers = append(headers, h)
				sequential(h.Sequential)
			}
			warnUnfinished(cmd, r)
			err = errors.Join(err, record.Copy(out, r, func(bad error) {
				refused++
				damaged = damaged || errors.Is(bad, record.ErrDamaged)
				fmt.Fprintf(cmd.ErrOrStderr(), "error: %s\n", quote.Error(bad))
			}))
			if w := r.Nameless(); w != nil {
				warn(cmd, w)
			}
			if len(readers) > 1 && out.Rows()+uint64(refused) == before && len(headers) == known {
				warn(cmd, &analysis.EmptyInput{Name: r.Name()})
			}
		}
		for _, w := range analysis.HeaderWarnings(headers) {
			switch other, ok := w.(*analysis.Incomparable); {
			case ok && !keeps:
				w = fmt.Errorf("the recordings ran different work as %s, which %s does not tell apart (%s): convert these recordings one by one", other.Wasm, to.rows, strings.Join(other.Names, ", "))
			case ok:
				continue
			}
			warn(cmd, w)
		}
		return leftOut(out.Rows(), refused, damaged, errors.Join(err, again, out.Close()))
	}
	return cmd
}

// A conversion is to rows, or to what a dashboard keeps of them.
type conversion struct {
	rows      record.Format
	dashboard *dashboardFormat
}

func conversions() (cases []flags.Case[conversion]) {
	for _, rows := range flags.Formats(record.WrittenFormats()...) {
		cases = append(cases, flags.Case[conversion]{Name: rows.Name, Is: conversion{rows: rows.Is}})
	}
	cases = append(cases, flags.Case[conversion]{Name: string(parquet.Format), Is: conversion{rows: parquet.Format}})
	for i := range dashboardFormats {
		cases = append(cases, flags.Case[conversion]{Name: dashboardFormats[i].name, Is: conversion{dashboard: &dashboardFormats[i]}})
	}
	return cases
}

// rowsWriter is a record.Writer, or like one.
type rowsWriter interface {
	record.Sink
	io.Closer
	Rows() uint64
}

// writeLater returns a writer that begins with the first row, so that without
// rows nothing is written.
func writeLater(to io.Writer, format record.Format) *record.Writer {
	held := &heldBack{to: to}
	out := record.NewWriter(held, format)
	held.rows = out.Rows
	return out
}

// heldBack keeps what a writer writes until there is a row.
type heldBack struct {
	to   io.Writer
	rows func() uint64
	held []byte
}

func (h *heldBack) Write(b []byte) (int, error) {
	if h.rows() == 0 {
		h.held = append(h.held, b...)
		return len(b), nil
	}
	if len(h.held) > 0 {
		if _, err := h.to.Write(h.held); err != nil {
			return 0, err
		}
		h.held = nil
	}
	return h.to.Write(b)
}

// Sync implements record.Syncer.
func (h *heldBack) Sync() error {
	if syncer, ok := h.to.(record.Syncer); ok {
		return syncer.Sync()
	}
	return nil
}
