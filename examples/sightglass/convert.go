package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/record"
)

// newConvert makes the command that writes recordings in another format.
func newConvert() *cobra.Command {
	var input inputFlags
	var format string
	cmd := &cobra.Command{
		Use:   "convert [flags] [RECORDING...]",
		Short: "Write recordings in another format",
		Long: `Reads recordings and writes their rows as csv, json, jsonl, or gobench: the lines of
Go's benchmarks, one for each sample, which benchstat reads:

	sightglass convert --output-format gobench rows.jsonl > rows.txt
	benchstat -col /engine rows.txt

Without a file name it reads standard input.`,
	}
	input.registerFiles(cmd)
	cmd.Flags().StringVarP(&format, "output-format", "o", "csv", "csv, json, jsonl or gobench")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		defer atOnce(cmd.Context())()
		names, err := input.named(cmd, args)
		if err != nil {
			return err
		}
		to, err := record.ParseFormat(format)
		if err != nil || to == record.Auto {
			return fmt.Errorf("--output-format %s: use csv, json, jsonl or gobench", format)
		}
		readers, done, err := input.open(cmd, names)
		if err != nil {
			return err
		}
		defer done()
		out := record.NewWriter(rowsTo(cmd), to)
		refused := 0
		for _, r := range readers {
			err = errors.Join(err, record.Copy(out, r, func(bad error) {
				refused++
				fmt.Fprintf(cmd.ErrOrStderr(), "error: %v\n", bad)
			}))
		}
		if err = errors.Join(err, out.Close()); err != nil {
			return &failedError{err}
		}
		if refused > 0 {
			return &failedError{fmt.Errorf("%s refused", count(refused, "line"))}
		}
		return nil
	}
	return cmd
}
