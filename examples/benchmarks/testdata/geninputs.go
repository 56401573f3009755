// Geninputs writes the inputs that are too long to type, into the folders of
// their benchmarks below a directory, the working directory unless another is
// named:
//
//	go run testdata/geninputs.go [directory]
//
// They come from a fixed seed and a generator of our own, so that every run, on
// every version of Go, writes the same bytes.
package main

import (
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	for _, in := range []struct {
		path string
		text string
	}{
		{"json-parse/default.input", document(600)},
		{"json-parse/small.input", document(60)},
		{"lz-huffman/default.input", prose(128 << 10)},
		{"lz-huffman/small.input", prose(1 << 10)},
		{"go-wordcount/default.input", prose(96 << 10)},
		{"go-wordcount/small.input", prose(1 << 10)},
		{"as-markdown/default.input", markdown(16 << 10)},
		{"as-markdown/small.input", markdown(3 << 10)},
		{"rust-records/default.input", records(2000)},
		{"rust-records/small.input", records(100)},
	} {
		if err := os.WriteFile(filepath.Join(dir, in.path), []byte(in.text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// random is splitmix64.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

func (r *random) pick(s []string) string { return s[r.below(len(s))] }

var (
	onsets  = strings.Fields("b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t th tr v w")
	vowels  = strings.Fields("a e i o u a e i o ai ea ou")
	codas   = []string{"", "", "n", "r", "s", "t", "l", "nd", "st", "m"}
	endings = []string{". ", ". ", ". ", "! ", "? ", ".\n\n"}
)

// word makes up something that can be pronounced.
func (r *random) word() string {
	var b strings.Builder
	for n := 1 + r.below(3); n > 0; n-- {
		b.WriteString(r.pick(onsets) + r.pick(vowels) + r.pick(codas))
	}
	return b.String()
}

func (r *random) vocabulary(n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = r.word()
	}
	return words
}

// frequent picks the early words far more often than the late ones.
func (r *random) frequent(words []string) string {
	return words[r.below(1+r.below(1+r.below(len(words))))]
}

// prose is about size bytes of sentences over 3000 made-up words.
func prose(size int) string {
	r := random(1)
	words := r.vocabulary(3000)
	var b strings.Builder
	for b.Len() < size {
		for i, n := 0, 4+r.below(12); i < n; i++ {
			w := r.frequent(words)
			if i == 0 {
				w = strings.ToUpper(w[:1]) + w[1:]
			} else if r.below(9) == 0 {
				b.WriteString(", ")
			} else {
				b.WriteString(" ")
			}
			b.WriteString(w)
		}
		b.WriteString(r.pick(endings))
	}
	return b.String() + "\n"
}

// document is a JSON array of n records with every kind of value in them.
func document(n int) string {
	r := random(2)
	words := r.vocabulary(200)
	escapes := []string{`\n`, `\"`, `\\`, `\u00e9`, `\u2603`, `\ud83d\ude00`, `\/`, "é"}
	var b strings.Builder
	b.WriteString("[")
	for i := 0; i < n; i++ {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  {\"id\": " + strconv.Itoa(i) + ", \"name\": \"" + r.pick(words) + " " + r.pick(words) + r.pick(escapes) + "\"")
		b.WriteString(", \"score\": " + r.pick([]string{"", "-"}) + strconv.Itoa(r.below(1000)) + "." + strconv.Itoa(r.below(10000)) +
			r.pick([]string{"", "", "e3", "E-2", "e+1"}))
		b.WriteString(", \"tags\": [")
		for j, tags := 0, r.below(5); j < tags; j++ {
			if j > 0 {
				b.WriteString(", ")
			}
			b.WriteString(`"` + r.pick(words) + `"`)
		}
		b.WriteString("], \"live\": " + r.pick([]string{"true", "false", "null"}))
		if r.below(3) == 0 {
			b.WriteString(",\n   \"nested\": {\"left\": {\"x\": " + strconv.Itoa(r.below(100)) + ", \"y\": []}, \"right\": {}}")
		}
		b.WriteString("}")
	}
	b.WriteString("\n]\n")
	return b.String()
}

// markdown is about size bytes of a text with every kind of block and mark.
func markdown(size int) string {
	r := random(3)
	words := r.vocabulary(500)
	text := func(n int) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteString(r.pick([]string{" ", " ", " ", ", ", " & ", " < "}))
			}
			switch w := r.frequent(words); r.below(12) {
			case 0:
				b.WriteString("*" + w + " " + r.pick(words) + "*")
			case 1:
				b.WriteString("**" + w + "**")
			case 2:
				b.WriteString("`" + w + " > \"" + r.pick(words) + "\"`")
			case 3:
				b.WriteString("[" + w + " *" + r.pick(words) + "*](https://example.com/" + w + "?a&b)")
			default:
				b.WriteString(w)
			}
		}
		return b.String()
	}
	var b strings.Builder
	for b.Len() < size {
		lines := 1 + r.below(5)
		switch r.below(8) {
		case 0:
			b.WriteString(strings.Repeat("#", 1+r.below(4)) + " " + text(3) + "\n")
		case 1:
			for range lines {
				b.WriteString("- " + text(6) + "\n")
			}
		case 2:
			for i := range lines {
				b.WriteString(strconv.Itoa(i+1) + ". " + text(6) + "\n")
			}
		case 3:
			for range lines {
				b.WriteString("> " + text(9) + "\n")
			}
		case 4:
			b.WriteString("```c\n")
			for range lines {
				b.WriteString("if (" + r.pick(words) + " < *" + r.pick(words) + ")\n")
			}
			b.WriteString("```\n")
		default:
			for range lines {
				b.WriteString(text(11) + "\n")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// records is a table of n sales as CSV, some of whose fields are quoted.
func records(n int) string {
	r := random(4)
	names, towns := r.vocabulary(300), r.vocabulary(40)
	var b strings.Builder
	b.WriteString("id,customer,town,day,amount\n")
	for i := range n {
		name := r.frequent(names)
		switch r.below(6) {
		case 0:
			name = `"` + name + ", " + r.pick(names) + `"`
		case 1:
			name = `"the ""` + name + `"""`
		}
		day := "20" + strconv.Itoa(20+r.below(6)) + "-" + strconv.Itoa(101 + r.below(12))[1:] + "-" + strconv.Itoa(101 + r.below(28))[1:]
		b.WriteString(strconv.Itoa(i+1) + "," + name + "," + r.frequent(towns) + "," + day + "," +
			r.pick([]string{"", "", "", "-"}) + strconv.Itoa(r.below(5000)) + "." + strconv.Itoa(100 + r.below(100))[1:] + "\n")
	}
	return b.String()
}
