package command

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ianlancetaylor/demangle"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/machinecode"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// shownFunction is a function with its code of each arm.
type shownFunction struct {
	Name string      `json:"name"`
	Arms []shownCode `json:"arms"`

	pairs []machinecode.Pair // of two
	whole bool               // all of it is laid side by side
}

// shownCode is that of one arm.
type shownCode struct {
	Arm          string                    `json:"arm"`
	Function     int64                     `json:"function"`
	Bytes        int                       `json:"bytes"`
	Code         []byte                    `json:"code"` // in base64
	Instructions []machinecode.Instruction `json:"instructions"`
}

// show lays the functions of arms side by side: by index in one file, by name in two.
func (c *codeCommand) show(arms []codeArm) (list []shownFunction, err error) {
	byName := len(c.modules) > 1
	last := &arms[len(arms)-1]
	for _, index := range arms[0].module.wanted {
		other, name := index, arms[0].module.name(index)
		if byName {
			at := slices.IndexFunc(last.module.wanted, func(i int64) bool { return last.module.name(i) == name })
			switch {
			case len(arms[0].module.wanted) == 1 && len(last.module.wanted) == 1:
				at = 0 // one each, that were named
			case at < 0 || arms[0].module.names[uint32(index)] == "":
				continue // the other file has none of that name
			}
			other = last.module.wanted[at]
		}
		f := shownFunction{Name: name}
		for i := range arms {
			of := index
			if i > 0 {
				of = other
			}
			shown, err := arms[i].show(of)
			if err != nil {
				return nil, err
			}
			f.Arms = append(f.Arms, shown)
		}
		if len(f.Arms) == 2 {
			f.pairs, f.whole = machinecode.Align(f.Arms[0].Instructions, f.Arms[1].Instructions)
		}
		list = append(list, f)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no function of %s has the name of one of %s", quote.Name(arms[0].name), quote.Name(last.name))
	}
	return list, nil
}

// name is what a function is called.
func (m *codeModule) name(index int64) string {
	if name := m.names[uint32(index)]; name != "" {
		return demangle.Filter(name)
	}
	return fmt.Sprintf("function %d", index)
}

func (a *codeArm) show(index int64) (shownCode, error) {
	at := slices.IndexFunc(a.code, func(f job.FunctionCode) bool { return f.Function == index })
	if at < 0 || a.code[at].Code == nil {
		return shownCode{}, fmt.Errorf("%s has no code of function %d (%s)", quote.Name(a.name), index, quote.Line(a.module.name(index)))
	}
	f := &a.code[at]
	nameOf := func(address uint64) string {
		i, ok := slices.BinarySearchFunc(a.code, address, func(f job.FunctionCode, address uint64) int {
			switch {
			case f.Address+uint64(f.Size) <= address:
				return -1
			case f.Address > address:
				return 1
			}
			return 0
		})
		switch {
		case !ok:
			return ""
		case a.code[i].Name != "":
			return "(" + a.code[i].Name + ")"
		}
		return a.module.name(a.code[i].Function)
	}
	list, err := machinecode.Decode(a.arch, f.Code, f.Address, nameOf)
	return shownCode{a.name, index, f.Size, f.Code, list}, err
}

func writeCode(w io.Writer, list []shownFunction, format string) error {
	if format == "json" {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	var b strings.Builder
	for i := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		list[i].write(&b, format == "markdown")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (f *shownFunction) write(b *strings.Builder, markdown bool) {
	title := quote.Line(f.Name)
	if number := fmt.Sprintf("function %d", f.Arms[0].Function); f.Name != number {
		title += " (" + number + ")"
	}
	if markdown {
		fmt.Fprintf(b, "### %s\n\n", quote.Markdown(title))
	} else {
		b.WriteString(title + "\n")
	}
	for i, a := range f.Arms {
		instructions, unknown := machinecode.Count(a.Instructions)
		line := fmt.Sprintf("%s: %s in %s", quote.Line(a.Arm), words.Count(a.Bytes, "byte"), words.Count(instructions, "instruction"))
		if i > 0 {
			was, _ := machinecode.Count(f.Arms[0].Instructions)
			line += fmt.Sprintf(": bytes %s, instructions %s", change(a.Bytes, f.Arms[0].Bytes, measure.CodeSize), change(instructions, was, measure.Instructions))
		}
		if unknown > 0 {
			line += fmt.Sprintf("; %s could not be decoded", words.Count(unknown, "byte"))
		}
		if markdown {
			line = "- " + quote.Markdown(line)
		}
		b.WriteString(line + "\n")
	}
	if f.pairs != nil && !f.whole {
		b.WriteString("They are too long to be laid side by side but for what they begin and end with.\n")
	}
	b.WriteByte('\n')
	if markdown {
		b.WriteString("```text\n")
		defer b.WriteString("```\n")
	}
	f.code(b)
}

func change(now, was int, of measure.Event) string {
	return words.Change(float64(now)/float64(was), of)
}

// code writes the instructions.
func (f *shownFunction) code(b *strings.Builder) {
	if len(f.Arms) == 1 {
		for i := range f.Arms[0].Instructions {
			b.WriteString(instruction(&f.Arms[0].Instructions[i]) + "\n")
		}
		return
	}
	width := len(quote.Line(f.Arms[0].Arm))
	for _, p := range f.pairs {
		width = max(width, len(instruction(p.A)))
	}
	row := func(left, between, right string) {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s %s %s", width, left, between, right), " ") + "\n")
	}
	row(quote.Line(f.Arms[0].Arm), " ", quote.Line(f.Arms[1].Arm))
	for _, p := range f.pairs {
		between := "|"
		switch {
		case p.B == nil:
			between = "<"
		case p.A == nil:
			between = ">"
		case p.Same():
			between = " "
		}
		row(instruction(p.A), between, instruction(p.B))
	}
}

// instruction is a line of code, "" for none.
func instruction(i *machinecode.Instruction) string {
	if i == nil {
		return ""
	}
	return fmt.Sprintf("%5x  %s", i.Offset, quote.Line(i.Text))
}
