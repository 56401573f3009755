package documents

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

func TestAll(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"README.md", "a/README.md", ".github/B.md", "a/testdata/c.md", ".git/d.md", "a/a.go"} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all, err := All(root)
	want := []Document{{"README.md", "README.md"}, {".github/B.md", ".github/B.md"}, {"a/README.md", "a/README.md"}}
	if err != nil || !slices.Equal(all, want) {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := All(filepath.Join(root, "nowhere")); err == nil {
		t.Error("a folder that is not there has documents")
	}
}

func TestBlocks(t *testing.T) {
	d := Document{Text: "`a b`\n\n```sh\ngo run \\\n\tx\ny\n```\n<!-- name -->\n```go\npackage main\n```\n<!-- /name -->\n\n```\nout\n```\n```sh\n#!/bin/sh\n```\n`c\nd`\n"}
	want := []Block{{"sh", "", "go run \\\n\tx\ny\n"}, {"go", "name", "package main\n"}, {"", "", "out\n"}, {"sh", "", "#!/bin/sh\n"}}
	blocks := d.Blocks()
	if !slices.Equal(blocks, want) {
		t.Fatalf("%q", blocks)
	}
	if got := blocks[0].Lines(); !slices.Equal(got, []string{"go run \tx", "y"}) {
		t.Errorf("%q", got)
	}
	if blocks[0].Script() || !blocks[3].Script() {
		t.Error("a script is what begins with #!")
	}
	if got := d.Spans(); !reflect.DeepEqual(got, []string{"a b", "c d"}) {
		t.Errorf("%q", got)
	}
}
