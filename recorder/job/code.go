package job

import (
	"cmp"
	"slices"

	"github.com/sightglass-go/sightglass/engines"
)

// FunctionCode is where a function's machine code lies, and of those that a Job asks for
// what it is.
type FunctionCode struct {
	// Function and Name are those of an engines.CodeRange.
	Function int64  `json:"function"`
	Name     string `json:"name,omitempty"`
	Address  uint64 `json:"address"`
	Size     int    `json:"size"` // in bytes
	Code     []byte `json:"code,omitempty"`
}

// codeOf returns the code of all functions of a module, by address, and the bytes of
// some. It is the error of engines.CodeOf.
func codeOf(m engines.Module, of []int64) ([]FunctionCode, error) {
	ranges, err := engines.CodeOf(m)
	if err != nil {
		return nil, err
	}
	list := make([]FunctionCode, 0, len(ranges))
	for _, r := range ranges {
		f := FunctionCode{Function: r.Function, Name: r.Name, Address: uint64(r.Start), Size: int(r.End - r.Start)}
		if r.Function != engines.NoFunction && slices.Contains(of, r.Function) {
			f.Code = r.Bytes()
		}
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b FunctionCode) int { return cmp.Compare(a.Address, b.Address) })
	return list, nil
}
