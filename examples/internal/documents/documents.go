// Package documents finds the Markdown documents of this repository and what they
// tell their readers to type, for the tests that hold them to it.
package documents

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A Document is one Markdown file.
type Document struct {
	Path string // below the repository's root, with slashes
	Text string
}

// A Block is a fenced block of code.
type Block struct {
	Language string // the first word behind the fence, "" if there is none
	Mark     string // NAME if the line above the fence is "<!-- NAME -->"
	Text     string // with a newline at the end
}

// All returns every document below root, README.md first and the others by path. Those
// in folders named testdata are data.
func All(root string) ([]Document, error) {
	var all []Document
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(root, path)
		all = append(all, Document{filepath.ToSlash(below), string(text)})
		return err
	})
	slices.SortStableFunc(all, func(a, b Document) int {
		switch top := "README.md"; {
		case a.Path == top:
			return -1
		case b.Path == top:
			return 1
		}
		return strings.Compare(a.Path, b.Path)
	})
	return all, err
}

var (
	block = regexp.MustCompile("(?m)^(?:<!-- ([a-z/]+) -->\n)?```+([a-z]*)[^\n]*\n((?s:.*?))^```+[ \t]*$")
	span  = regexp.MustCompile("`([^`]+)`")
)

// Blocks returns the fenced blocks of a document.
func (d Document) Blocks() []Block {
	var blocks []Block
	for _, m := range block.FindAllStringSubmatch(d.Text, -1) {
		blocks = append(blocks, Block{Mark: m[1], Language: m[2], Text: m[3]})
	}
	return blocks
}

// Spans returns the code that stands in sentences, with line ends as blanks.
func (d Document) Spans() []string {
	var spans []string
	for _, m := range span.FindAllStringSubmatch(block.ReplaceAllString(d.Text, ""), -1) {
		spans = append(spans, strings.Join(strings.Fields(m[1]), " "))
	}
	return spans
}

// Lines returns the lines of a block, those joined that end in a backslash.
func (b Block) Lines() []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(b.Text, "\\\n", ""), "\n"), "\n")
}

// Script reports whether a block is a script for another machine, and not commands to be
// typed here.
func (b Block) Script() bool { return strings.HasPrefix(b.Text, "#!") }
