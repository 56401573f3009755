package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/upload"
)

type uploadCommand struct {
	input   inputFlags
	server  string
	dryRun  bool
	from    string // a package's file
	batch   int
	timeout time.Duration
}

const defaultServer = "http://localhost:9200"

func newUpload() *cobra.Command {
	u := new(uploadCommand)
	cmd := &cobra.Command{
		Use:     "upload-elastic [flags] [URL] [RECORDING]",
		GroupID: help.Data,
		Short:   "Upload a recording to an Elasticsearch server",
		Long: `Uploads a recording to Elasticsearch, as the Rust original does: its engines, its
benchmarks and its machine, as fingerprint prints them, into the indices engines,
benchmarks and machines, unless they are there; and its rows into measurements, which
name those by their IDs. The server is ` + defaultServer + `, or --server; credentials in
its URL (https://NAME:PASSWORD@HOST) are never printed.

What the recording says of engines, benchmarks and machine counts. Rows without a header
(CSV, JSON) are taken for this machine's, and the engines and benchmarks that they name
have to be files that are there.

It exits with 0 if the server has accepted every row. Uploading a recording again replaces
its rows, and doubles none.

` + unnamedMeans,
		Args: takes(0, 2, "a recording and a server"),
		RunE: func(cmd *cobra.Command, args []string) error { return u.run(cmd, args) },
	}
	u.input.registerFiles(cmd)
	fs := cmd.Flags()
	fs.StringVar(&u.server, "server", "", "the server's `URL` (default "+defaultServer+")")
	fs.BoolVarP(&u.dryRun, "dry-run", "d", false, "print what would be uploaded, a package in JSON, and ask no server")
	fs.StringVarP(&u.from, "from-package", "p", "", "upload the package in this `FILE`, which --dry-run has printed")
	flags.Number(fs, &u.batch, "batch-size", "b", upload.DefaultBatch, "how many rows are sent in a request", 1, upload.MaxBatch)
	flags.Number(fs, &u.timeout, "timeout", "", upload.DefaultTimeout, "how long a request may take", time.Nanosecond, recorder.MaxTime)
	return cmd
}

// isURL matches an argument that is the server and no file, well-formed or not: its
// password is not to be shown as a file's name.
var isURL = regexp.MustCompile(`(?i)^[a-z]*:?//|://|^[^/]*:[^/]*@`)

// isHost matches a server's address without its scheme, as it is often typed.
var isHost = regexp.MustCompile(`^[\w.-]+:\d+/?$`)

func (u *uploadCommand) run(cmd *cobra.Command, args []string) error {
	var names []string
	for _, arg := range args {
		switch _, err := os.Stat(arg); {
		case err != nil && isHost.MatchString(arg):
			return fmt.Errorf("%s is not a file; a server's address begins with http:// or https://", arg)
		case err == nil || !isURL.MatchString(arg):
			names = append(names, arg)
		case u.server != "":
			return errors.New("the server is named twice")
		default:
			u.server = arg
		}
	}
	if u.server == "" {
		u.server = defaultServer
	}
	server, err := upload.NewServer(u.server)
	if err != nil {
		return err
	}
	server.Timeout = u.timeout
	p, err := u.pack(cmd, names)
	if err != nil {
		return err
	}
	if u.dryRun {
		if err := p.Write(rowsTo(cmd)); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "note: nothing was uploaded: %s in %s, for %s\n", words.Count(len(p.Measurements), "row"),
			words.Plural((len(p.Measurements)+u.batch-1)/u.batch, "batch", "batches"), server)
		return nil
	}
	done, err := server.Upload(cmd.Context(), p, u.batch)
	var partial *upload.PartialError
	switch {
	case errors.As(err, &partial):
		return &failedError{err}
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "uploaded %s to %s; of engines, benchmarks and machines %d were new and %d there\n",
		words.Count(done.Measurements, "row"), server, done.New, done.Reused)
	return err
}

// pack makes the package that is uploaded, or reads it.
func (u *uploadCommand) pack(cmd *cobra.Command, names []string) (*upload.Package, error) {
	if u.from != "" {
		if len(names)+len(u.input.files) > 0 {
			return nil, errors.New("--from-package is a recording already: name no other")
		}
		f, err := record.OpenFile(u.from)
		if err != nil {
			return nil, fmt.Errorf("--from-package: %w", err)
		}
		defer f.Close()
		p, err := upload.Read(f)
		if err != nil {
			return nil, fmt.Errorf("--from-package %s: %w", u.from, err)
		}
		return p, nil
	}
	names, err := u.input.named(cmd, names)
	if err != nil {
		return nil, err
	}
	if len(names) > 1 {
		return nil, fmt.Errorf("%s: upload one at a time", words.Count(len(names), "recording"))
	}
	readers, done, err := u.input.open(cmd, names)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := onlyOne(readers, names[0]); err != nil {
		return nil, err
	}
	r := readers[0]
	warnUnfinished(cmd, r)
	var rows []record.Row
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil { // a part of a recording would look like all of it
			return nil, fmt.Errorf("%w; nothing was uploaded (sightglass check shows all that is wrong, and convert leaves it out)", err)
		}
		rows = append(rows, row)
	}
	switch headers, nameless := r.Headers(), r.Nameless(); {
	case len(rows) == 0:
		return nil, errNoRows
	case nameless != nil:
		return nil, fmt.Errorf("%w; nothing was uploaded", nameless)
	case len(headers) > 1:
		return nil, fmt.Errorf("%s holds %s: upload one at a time", r.Name(), words.Count(len(headers), "recording"))
	case len(headers) == 0:
		fmt.Fprintln(cmd.ErrOrStderr(), "note: the rows do not say where they were measured: they are uploaded as this machine's")
	}
	return upload.New(rows, r.Header(), time.Now())
}
