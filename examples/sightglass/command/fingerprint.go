package command

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/fingerprint"
)

// kinds are what there can be a fingerprint of; each reads the argument, "" if there
// is none, and returns a struct whose fields are the columns.
var kinds = map[string]func(cmd *cobra.Command, name string) (any, error){
	"benchmark": func(cmd *cobra.Command, name string) (any, error) {
		if name == "" {
			return nil, errors.New("name the benchmark's file: sightglass fingerprint --kind benchmark app.wasm")
		}
		b, err := fingerprint.BenchmarkFile(name)
		if err == nil && !isModule(name) {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s is not a WebAssembly module: it does not begin as one\n", quote.Name(name))
		}
		return b, err
	},
	"engine": func(cmd *cobra.Command, name string) (any, error) {
		if name == "" {
			return nil, errors.New("name the engine: one that is linked in (sightglass engines lists them), or a library's file")
		}
		return fingerprintEngine(cmd, name)
	},
	"machine": func(_ *cobra.Command, name string) (any, error) {
		if name != "" {
			return nil, fmt.Errorf("--kind machine is this machine: leave out %.100q", name)
		}
		return fingerprint.ThisMachine()
	},
}

func newFingerprint() *cobra.Command {
	var kind string
	var write func(io.Writer, any) error
	cmd := &cobra.Command{
		Use:     "fingerprint [flags] -k KIND [FILE|ENGINE]",
		GroupID: help.Data,
		Short:   "Print the ID and the description of a machine, engine or benchmark",
		Long: `Prints what the Rust original's database keeps of a machine, an engine or a
benchmark, with an ID that ends in the beginning of a hash: of what the file holds, of how
the engine was built, of what is known of the machine.

An engine is one that is linked in, as --engine takes it (wazero:interpreter), or the file
of a shared library. A file .build-info beside that, of lines KEY=VALUE, names it, as in
the original; of an engine that is linked in these lines are its name, version, flags and
module, and the SHA-256 of the program.

A hash is a SHA-256 in hexadecimal whose bytes have no leading zero, as in the original.`,
		Args: takes(0, 1, "one file or engine"),
	}
	flags.Choose(cmd.Flags(), &kind, "kind", "k", "", "of what: benchmark, engine or machine", flags.Names("benchmark", "engine", "machine")...)
	flags.Choose(cmd.Flags(), &write, "output-format", "o", "json", "",
		flags.Case[func(io.Writer, any) error]{Name: "json", Is: oneJSON}, flags.Case[func(io.Writer, any) error]{Name: "csv", Is: oneCSV})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		print := kinds[kind]
		if print == nil {
			return errors.New("--kind (-k) says of what: benchmark, engine or machine")
		}
		found, err := print(cmd, append(args, "")[0])
		if err != nil {
			return err
		}
		return write(rowsTo(cmd), found)
	}
	return cmd
}

// isModule is whether a file begins as a WebAssembly module does.
func isModule(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	begin := make([]byte, 4)
	_, err = io.ReadFull(f, begin)
	return err == nil && string(begin) == "\x00asm"
}

func fingerprintEngine(cmd *cobra.Command, name string) (any, error) {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() { // whatever its name ends in
		if _, linked := engines.Default.Lookup(name); !linked {
			if isModule(name) {
				fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s is a WebAssembly module, and not an engine: --kind benchmark is for that\n", quote.Name(name))
			}
			return fingerprint.EngineFile(name)
		}
	}
	spec, err := build.Parse(name)
	switch {
	case err != nil:
		return nil, err
	case spec.Build != "":
		return nil, fmt.Errorf("%s is a build, which a recording has the fingerprint of: record with it, and see: sightglass upload-elastic --dry-run", spec.Name())
	case engines.IsFile(spec.Engine) && spec.Flags != "":
		return nil, fmt.Errorf("the engine %s: a file's fingerprint has no flags: name the file alone", spec.Engine)
	}
	if err := flags.CheckEngine(spec); err != nil {
		return nil, err
	}
	return fingerprint.EngineHere(cmd.Context(), spec.Engine, spec.Flags)
}

// oneJSON writes one object, in one line as the original does.
func oneJSON(w io.Writer, found any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(found)
}

// oneCSV writes the columns' names and one line; what is not known is empty.
func oneCSV(w io.Writer, found any) error {
	var names, values []string
	fields := reflect.ValueOf(found)
	for i := range fields.NumField() {
		names = append(names, fields.Type().Field(i).Tag.Get("json"))
		value := fields.Field(i)
		if value.Kind() == reflect.Pointer {
			value = reflect.Indirect(value)
		}
		text := ""
		if value.IsValid() {
			text = fmt.Sprint(value.Interface())
		}
		values = append(values, text)
	}
	return csv.NewWriter(w).WriteAll([][]string{names, values})
}
