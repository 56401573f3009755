// go-wordcount: the most frequent words of a text.
//
// Exercises: a Go program of the everyday sort: a regular expression, strings,
// a map that grows, sorting by a function.
//
// Workload: default.input (96 KiB) or small.input (1 KiB), made-up prose written
// by testdata/geninputs.go.
//
// Build: GOOS=wasip1 GOARCH=wasm go build -trimpath -buildvcs=false -ldflags='-s -w'
// -modfile=testdata/guest.mod -o go-wordcount/go-wordcount.wasm go-wordcount/testdata/main.go
package main

import (
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

//go:wasmimport bench start
func benchStart()

//go:wasmimport bench end
func benchEnd()

type entry struct {
	word  string
	count int
}

// count lists the words of text, the most frequent first, equals by the alphabet.
func count(word *regexp.Regexp, text string) []entry {
	counts := make(map[string]int)
	for line := range strings.Lines(text) {
		for _, w := range word.FindAllString(line, -1) {
			counts[strings.ToLower(w)]++
		}
	}
	entries := make([]entry, 0, len(counts))
	for w, n := range counts {
		entries = append(entries, entry{w, n})
	}
	sort.Slice(entries, func(i, j int) bool {
		if entries[i].count != entries[j].count {
			return entries[i].count > entries[j].count
		}
		return entries[i].word < entries[j].word
	})
	return entries
}

func main() {
	path := "default.input"
	if _, small := os.LookupEnv("WASM_BENCH_USE_SMALL_WORKLOAD"); small {
		path = "small.input"
	}
	// Not os.ReadFile: Go's wasip1 finds no file by its bare name in a
	// directory that is preopened as ".".
	root, err := os.OpenRoot(".")
	if err != nil {
		fail(err)
	}
	text, err := root.ReadFile(path)
	if err != nil {
		fail(err)
	}
	word := regexp.MustCompile(`[A-Za-z]+`)

	benchStart()
	entries := count(word, string(text))
	benchEnd()

	var out strings.Builder
	out.WriteString(strconv.Itoa(len(entries)) + " different words\n")
	for _, e := range entries[:10] {
		out.WriteString(e.word + " " + strconv.Itoa(e.count) + "\n")
	}
	os.Stdout.WriteString(out.String())
}

func fail(err error) {
	os.Stderr.WriteString(err.Error() + "\n")
	os.Exit(1)
}
