package command

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/operators"
	"github.com/sightglass-go/sightglass/measure/record"
)

// staticMix is what the module in a file consists of.
func staticMix(name string) (analysis.Mix, error) {
	file, err := record.OpenFile(name)
	if err != nil {
		return analysis.Mix{}, err
	}
	defer file.Close()
	wasm, err := io.ReadAll(file)
	if err != nil {
		return analysis.Mix{}, fmt.Errorf("read: %w", err)
	}
	m, err := inspect.Parse(wasm)
	if err != nil {
		return analysis.Mix{}, err
	}
	static, err := operators.Count(wasm)
	if err != nil {
		return analysis.Mix{}, err
	}
	return analysis.Mix{Benchmark: name, Entities: entities(wasm, m), Static: static.Counts[:]}, nil
}

// entities counts what a module defines, as its sections begin with how many they have.
func entities(wasm []byte, m *inspect.Module) (e analysis.Entities) {
	of := map[string]*uint64{
		"type": &e.Types, "tag": &e.Tags, "global": &e.Globals, "memory": &e.Memories,
		"table": &e.Tables, "data": &e.DataSegments, "element": &e.ElemSegments, "function": &e.Functions,
	}
	for _, s := range m.Sections {
		if count := of[s.Name]; count != nil && s.ID != 0 {
			n, _ := binary.Uvarint(wasm[s.Offset : s.Offset+s.Size])
			*count += n
		}
	}
	return e
}
