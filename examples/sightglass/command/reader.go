package command

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
)

// untilRead waits until some program has opened a FIFO that is to be written to,
// and says so if that takes a while; until then, any signal ends this one. The
// FIFO stays open until the returned function is called. Of any other
// name it does nothing.
func untilRead(cmd *cobra.Command, name string) (done func() error, err error) {
	if !record.IsFIFO(name) {
		return func() error { return nil }, nil
	}
	defer live.AtOnce(cmd.Context())()
	opened := make(chan struct{})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		select {
		case <-opened:
		case <-time.After(200 * time.Millisecond):
			fmt.Fprintf(cmd.ErrOrStderr(), "waiting for a reader of %s\n", name)
		}
	})
	f, err := record.OpenFIFO(name)
	close(opened)
	waiting.Wait()
	if err != nil {
		return nil, err
	}
	return f.Close, nil
}

// replace is record.Replace, which may have to wait for a reader.
func replace(cmd *cobra.Command, name string, write func(io.Writer) error) error {
	done, err := untilRead(cmd, name)
	if err != nil {
		return err
	}
	defer done()
	return record.Replace(name, write)
}
