package command

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ianlancetaylor/demangle"
	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// codeCommand shows what engines make of functions.
type codeCommand struct {
	engines   flags.Engines
	functions []string
	format    string
	plan      recorder.Plan
	modules   []codeModule // of the plan's benchmarks
}

// codeModule is a file, and those of its functions that are shown.
type codeModule struct {
	names  map[uint32]string
	first  int64 // function that is not imported
	count  int64 // of those
	wanted []int64
}

func newCode() *cobra.Command {
	c := new(codeCommand)
	cmd := &cobra.Command{
		Use:     "code [flags] --function NAME FILE.wasm [OTHER.wasm]",
		GroupID: help.Check,
		Short:   "Show the machine code of functions, of two engines side by side",
		Long: `Compiles a file on one engine, or on two, and shows the machine code of its functions
with its size in bytes and instructions; of two engines or builds, and of two files on one
engine, side by side, the same instructions beside each other:

	sightglass code --function mix -e wazero@v1.9.0 -e wazero FILE.wasm

Nothing is run. A function is named by its name in the file, mangled or not, by its index, or by
several of them as a pattern: 'sort*'. Between the two, | is beside an instruction that differs,
< and > beside one that the other lacks; where code leads to may have moved. +0x1a is a
place in the function, .zero fills the space behind it. Constants there are disassembled, too.
profile says which functions are worth a look.

Exit codes: 0 all is well; 1 the file could not be compiled; 2 nothing was done.`,
		Args: takes(1, 2, "one file or two"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd, args) },
	}
	c.engines.Register(cmd)
	fs := cmd.Flags()
	fs.StringArrayVar(&c.functions, "function", nil, "a function by name, index or pattern; may be repeated")
	flags.Number(fs, &c.plan.Timeout, "timeout", "", 10*time.Minute, "how long compiling may take", time.Nanosecond, recorder.MaxTime)
	flags.Choose(fs, &c.format, "output-format", "f", "text", "", flags.Names("text", "markdown", "json")...)
	return cmd
}

func (c *codeCommand) run(cmd *cobra.Command, args []string) error {
	if err := errors.Join(c.engines.Check(cmd), twice(args)); err != nil {
		return err
	}
	if len(c.functions) == 0 {
		return errors.New("name a function: --function NAME; its name, its index, or a pattern ('*' is all of them)")
	}
	if arms := len(args) * max(1, len(c.engines.Named())); arms > 2 {
		return fmt.Errorf("one file on one engine or two, or two files on one engine, and these would be %d: code is laid beside that of one other", arms)
	}
	for _, file := range args {
		module, err := c.read(file)
		if err != nil {
			return err
		}
		c.modules = append(c.modules, module)
	}
	var err error
	if c.plan.Engines, err = c.engines.Plan(cmd); err != nil {
		return err
	}
	c.plan.Benchmarks = args
	c.plan.Measures, c.plan.Phase, c.plan.Processes, c.plan.Iterations = []string{"noop"}, measure.Compilation, 1, 1
	arms, err := c.compile(cmd)
	if err != nil {
		return err
	}
	shown, err := c.show(arms)
	if err != nil {
		return err
	}
	return writeCode(cmd.OutOrStdout(), shown, c.format)
}

// read looks at a file, and finds its functions.
func (c *codeCommand) read(file string) (m codeModule, err error) {
	wasm, err := os.ReadFile(file)
	if err != nil {
		return m, err
	}
	module, err := inspect.Parse(wasm)
	if err != nil {
		return m, fmt.Errorf("%s: %w", quote.Name(file), err)
	}
	m.names, m.count = module.FunctionNames(wasm), int64(module.Functions)
	for _, i := range module.Imports {
		if i.Kind == inspect.Func {
			m.first++
		}
	}
	for _, name := range c.functions {
		found, err := m.find(name)
		if err != nil {
			return m, fmt.Errorf("%s: %w", quote.Name(file), err)
		}
		m.wanted = append(m.wanted, found...)
	}
	slices.Sort(m.wanted)
	m.wanted = slices.Compact(m.wanted)
	return m, nil
}

// find returns the functions that a word means.
func (m *codeModule) find(word string) (found []int64, err error) {
	if n, err := strconv.ParseInt(word, 10, 64); err == nil {
		switch {
		case n >= 0 && n < m.first:
			return nil, fmt.Errorf("function %d is imported (%s): its code is not the file's", n, quote.Line(m.names[uint32(n)]))
		case n < 0 || n >= m.first+m.count:
			return nil, fmt.Errorf("there is no function %d: they are %d to %d", n, m.first, m.first+m.count-1)
		}
		return []int64{n}, nil
	}
	if _, err := path.Match(word, ""); err != nil {
		return nil, fmt.Errorf("--function %s: %w", quote.Line(word), err)
	}
	var known []string
	imported := false
	for index, name := range m.names {
		plain := demangle.Filter(name)
		matches := name == word || plain == word
		for _, n := range []string{name, plain} {
			// A slash is a letter like others here.
			is, _ := path.Match(strings.ReplaceAll(word, "/", "\x00"), strings.ReplaceAll(n, "/", "\x00"))
			matches = matches || is
		}
		switch {
		case matches && int64(index) >= m.first:
			found = append(found, int64(index))
		case matches:
			imported = true
		}
		if int64(index) >= m.first {
			known = append(known, plain)
		}
	}
	switch {
	case word == "*": // those without a name, too
		found = nil
		for n := range m.count {
			found = append(found, m.first+n)
		}
	case len(found) > 0:
	case imported:
		return nil, fmt.Errorf("%s is imported: its code is not the file's", quote.Line(word))
	case len(known) == 0:
		return nil, fmt.Errorf("there is no function %s, as none has a name in the file, which was stripped: name it by its index, %d to %d", quote.Line(word), m.first, m.first+m.count-1)
	default:
		slices.Sort(known)
		return nil, fmt.Errorf("there is no function %s%s", quote.Line(word), nearFunctions(word, known))
	}
	if len(found) == 0 {
		return nil, errors.New("it has no functions of its own")
	}
	return found, nil
}

// nearFunctions names the functions that were perhaps meant.
func nearFunctions(word string, known []string) string {
	if text := flags.DidYouMean(word, known); text != "" {
		return text
	}
	var holding []string
	for _, k := range known {
		if word := strings.Trim(strings.ToLower(word), "*?"); word != "" && strings.Contains(strings.ToLower(k), word) {
			holding = append(holding, quote.Line(k))
		}
	}
	if len(holding) == 0 {
		return "; its functions are shown by: sightglass profile, or --function '*'"
	}
	const most = 5
	more := ""
	if len(holding) > most {
		holding, more = holding[:most], ", ..."
	}
	return " (there are: " + strings.Join(holding, ", ") + more + ")"
}

// codeArm is a file on an engine.
type codeArm struct {
	name, arch string
	module     *codeModule
	code       []job.FunctionCode
}

// compile has each file compiled by each engine.
func (c *codeCommand) compile(cmd *cobra.Command) ([]codeArm, error) {
	found := map[[2]int][]job.FunctionCode{}
	options := recorder.Options{
		Stop: live.Graceful(cmd.Context()),
		Code: func(benchmark int) []int64 { return c.modules[benchmark].wanted },
		Coded: func(benchmark, engine int, code []job.FunctionCode) {
			found[[2]int{benchmark, engine}] = code
		},
	}
	happened, err := worker.Recorder{Options: options}.Record(cmd.Context(), c.plan, new(record.Collector))
	switch {
	case err != nil:
		return nil, err
	case len(happened.Failures) > 0:
		var failures []error
		for _, f := range happened.Failures {
			if errors.Is(f, measure.ErrUnavailable) {
				return nil, fmt.Errorf("there is no code to show: %w", f)
			}
			failures = append(failures, f)
		}
		return nil, &failedError{fmt.Errorf("there is no code to show: %w%s", errors.Join(failures...), remediesOf(happened.Failures))}
	}
	var arms []codeArm
	for b, file := range c.plan.Benchmarks {
		for e, engine := range c.plan.Engines {
			code := found[[2]int{b, e}]
			if code == nil {
				return nil, fmt.Errorf("%v says nothing of its code: was its program built from a version that cannot?", engine)
			}
			arms = append(arms, codeArm{armName(&c.plan, file, engine), happened.Header.Machine.Arch, &c.modules[b], code})
		}
	}
	return arms, nil
}
