package project

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// places is where each key of a file stands, by its path: "max-time",
// "benchmark.0", "benchmark.0.wasm".
func places(text []byte) (map[string]Position, error) {
	p := placer{where: map[string]Position{}, count: map[string]int{}}
	p.parser.Reset(text)
	table := ""
	for p.parser.NextExpression() {
		switch e := p.parser.Expression(); e.Kind {
		case unstable.ArrayTable:
			name, at := p.key(e)
			table = p.element(name, at)
		case unstable.Table:
			name, at := p.key(e)
			table = name + "."
			first, _, _ := strings.Cut(name, ".")
			p.where[first], p.where[name] = at, at
		case unstable.KeyValue:
			p.value(table, e)
		}
	}
	return p.where, p.parser.Error()
}

type placer struct {
	parser unstable.Parser
	where  map[string]Position
	count  map[string]int // of the elements of a list of tables
}

// element notes one more table of a list, and returns what its keys begin with.
func (p *placer) element(name string, at Position) string {
	first, _, _ := strings.Cut(name, ".")
	if _, known := p.where[first]; !known {
		p.where[first] = at
	}
	path := fmt.Sprintf("%s.%d", name, p.count[name])
	p.count[name]++
	p.where[path] = at
	if _, known := p.where[name]; !known {
		p.where[name] = at
	}
	return path + "."
}

// value notes a key and, if its value is a table or a list of some, theirs.
func (p *placer) value(table string, e *unstable.Node) {
	name, at := p.key(e)
	if first, _, dotted := strings.Cut(name, "."); dotted {
		p.where[table+first] = at
	}
	name = table + name
	p.where[name] = at
	switch v := e.Value(); v.Kind {
	case unstable.InlineTable:
		p.inline(name+".", v)
	case unstable.Array:
		for items := v.Children(); items.Next(); {
			if item := items.Node(); item.Kind == unstable.InlineTable {
				if first := item.Child(); first != nil && first.Kind == unstable.KeyValue {
					_, at = p.key(first)
				}
				p.inline(p.element(name, at), item)
			}
		}
	}
}

func (p *placer) inline(table string, v *unstable.Node) {
	for items := v.Children(); items.Next(); {
		if items.Node().Kind == unstable.KeyValue {
			p.value(table, items.Node())
		}
	}
}

// key is the name of a key, or of a table, and where it begins.
func (p *placer) key(e *unstable.Node) (name string, at Position) {
	var parts []string
	for keys := e.Key(); keys.Next(); {
		if len(parts) == 0 {
			start := p.parser.Shape(keys.Node().Raw).Start
			at = Position{start.Line, start.Column}
		}
		parts = append(parts, string(keys.Node().Data))
	}
	return strings.Join(parts, "."), at
}
