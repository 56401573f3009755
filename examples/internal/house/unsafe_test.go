package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unsound returns where a file uses package unsafe, or tells the compiler what
// it cannot check, without a comment that says why it is sound: on the same
// line, on the lines before the statement, field or specification, or before
// the declaration that it is in. Sizes and offsets are constants and need
// none.
func unsound(t *testing.T, name string, src any) (where []token.Position) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	line := func(p token.Pos) int { return fset.Position(p).Line }
	var reasons []*ast.CommentGroup
	for _, group := range file.Comments {
		if strings.Contains(strings.ToLower(group.Text()), "sound") && !strings.Contains(strings.ToLower(group.Text()), "unsound") {
			reasons = append(reasons, group)
		}
	}
	explained := func(first, use token.Pos) bool {
		return slices.ContainsFunc(reasons, func(g *ast.CommentGroup) bool {
			end := line(g.End())
			return end == line(use) || end == line(first)-1 || end == line(use)-1
		})
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if (strings.HasPrefix(c.Text, "//go:linkname") || strings.HasPrefix(c.Text, "//go:noescape")) &&
				!slices.Contains(reasons, group) {
				where = append(where, fset.Position(c.Pos()))
			}
		}
	}
	name = "" // of package unsafe here
	for _, spec := range file.Imports {
		if spec.Path.Value == `"unsafe"` {
			if name = "unsafe"; spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	if name == "" || name == "_" {
		return where
	}
	var above []ast.Node // the nodes around the one that is looked at
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			above = above[:len(above)-1]
			return true
		}
		above = append(above, n)
		use, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := use.X.(*ast.Ident)
		if !ok || id.Name != name || slices.Contains([]string{"Sizeof", "Offsetof", "Alignof"}, use.Sel.Name) {
			return true
		}
		if explained(use.Pos(), use.Pos()) {
			return true
		}
		for i := len(above) - 1; i >= 0; i-- {
			switch around := above[i].(type) {
			case ast.Stmt:
				if _, block := around.(*ast.BlockStmt); !block && explained(around.Pos(), use.Pos()) {
					return true
				}
			case *ast.Field, ast.Spec, ast.Decl:
				if explained(around.Pos(), use.Pos()) {
					return true
				}
			}
		}
		where = append(where, fset.Position(use.Pos()))
		return true
	})
	if name == "." { // then nothing above can be found
		where = append(where, fset.Position(file.Pos()))
	}
	return where
}

// goFiles are the Go files of this module, those of other platforms too.
func goFiles(t *testing.T) (paths []string) {
	err := filepath.WalkDir(root(t), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".go") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) < 200 {
		t.Fatalf("%d Go files, %v", len(paths), err)
	}
	return paths
}

// TestUnsafe: each use of unsafe says why it is sound.
func TestUnsafe(t *testing.T) {
	for _, path := range goFiles(t) {
		for _, at := range unsound(t, path, nil) {
			t.Errorf("%v: say in a comment why this is sound (with that word)", at)
		}
	}
}

// TestUnsound: what TestUnsafe finds, and what it lets pass.
func TestUnsound(t *testing.T) {
	const head = "package p\n\nimport \"unsafe\"\n\n"
	for _, tt := range []struct {
		name, text string
		want       []int // lines, the first being that below the imports
	}{
		{"nothing said", "var x int\n\nvar p = unsafe.Pointer(&x)\n", []int{3}},
		{"something said", "var x int\n\n// p points to x.\nvar p = unsafe.Pointer(&x)\n", []int{4}},
		{"unsound", "var x int\n\n// Unsound.\nvar p = unsafe.Pointer(&x)\n", []int{4}},
		{"before", "var x int\n\n// Sound: x stays.\nvar p = unsafe.Pointer(&x)\n", nil},
		{"too far before", "// Sound: x stays.\n\nvar x int\nvar p = unsafe.Pointer(&x)\n", []int{4}},
		{"beside", "var x int\nvar p = unsafe.Pointer(&x) // sound: x stays\n", nil},
		{"statement over lines", "func f(x *int) {\n\t// Sound: x stays.\n\tg(\n\t\tunsafe.Pointer(x))\n}\n", nil},
		{"other statement", "func f(x *int) {\n\t// Sound: x stays.\n\tg(nil)\n\tg(unsafe.Pointer(x))\n}\n", []int{4}},
		{"function", "// f is sound: x stays.\nfunc f(x *int) {\n\tg(nil)\n\tg(unsafe.Pointer(x))\n}\n", nil},
		{"field", "type t struct {\n\ta int\n\t// Sound: never used.\n\tp unsafe.Pointer\n\tq unsafe.Pointer\n}\n", []int{5}},
		{"size", "const n = unsafe.Sizeof(0)\n", nil},
		{"noescape", "//go:noescape\nfunc f(*int)\n", []int{1}},
		{"noescape, sound", "// f keeps nothing, so it is sound that\n//\n//go:noescape\nfunc f(*int)\n", nil},
		{"linkname", "//go:linkname f runtime.f\nfunc f()\n", []int{1}},
	} {
		var lines []int
		for _, at := range unsound(t, "p.go", head+tt.text) {
			lines = append(lines, at.Line-strings.Count(head, "\n"))
		}
		if !slices.Equal(lines, tt.want) {
			t.Errorf("%s: found in lines %v, want %v", tt.name, lines, tt.want)
		}
	}
	if at := unsound(t, "p.go", "package p\n\nimport u \"unsafe\"\n\nvar p u.Pointer\n"); len(at) != 1 {
		t.Errorf("under another name: %v", at)
	}
	if at := unsound(t, "p.go", "package p\n\nimport . \"unsafe\"\n\nvar p Pointer\n"); len(at) != 1 {
		t.Errorf("without a name: %v", at)
	}
}
