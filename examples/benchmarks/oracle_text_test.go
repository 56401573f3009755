package benchmarks

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Regular expressions, one after the other over text that is escaped already, and blocks
// that are told apart by their first lines.
func renderedMarkdown(t *testing.T, in input) string {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
	marks := []struct {
		of *regexp.Regexp
		to string
	}{
		{regexp.MustCompile("`([^`]*)`"), "<code>$1</code>"},
		{regexp.MustCompile(`\*\*([^*]+)\*\*`), "<strong>$1</strong>"},
		{regexp.MustCompile(`\*([^*]+)\*`), "<em>$1</em>"},
		{regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`), `<a href="$2">$1</a>`},
	}
	inline := func(text string) string {
		text = escape(text)
		for _, m := range marks {
			text = m.of.ReplaceAllString(text, m.to)
		}
		return text
	}
	head := regexp.MustCompile("^(#+ |> |- |[0-9]+\\. |```)")
	passes, html := map[string]int{"default": 10, "small": 1}[in.workload], ""
	blocks := strings.Split(strings.TrimSpace(in.text(t)), "\n\n")
	for _, block := range blocks {
		rows := strings.Split(block, "\n")
		rest := func(row string) string { return strings.TrimPrefix(row, head.FindString(row)) }
		list := func(tag string) string {
			out := "<" + tag + ">\n"
			for _, row := range rows {
				out += "<li>" + inline(rest(row)) + "</li>\n"
			}
			return out + "</" + tag + ">\n"
		}
		switch mark := head.FindString(block); {
		case mark == "":
			html += "<p>" + inline(block) + "</p>\n"
		case mark == "> ":
			for i, row := range rows {
				rows[i] = rest(row)
			}
			html += "<blockquote><p>" + inline(strings.Join(rows, "\n")) + "</p></blockquote>\n"
		case mark == "- ":
			html += list("ul")
		case mark == "```":
			html += `<pre><code class="` + rest(rows[0]) + `">` + escape(strings.Join(rows[1:len(rows)-1], "\n")) + "\n</code></pre>\n"
		case mark[0] == '#':
			html += fmt.Sprintf("<h%d>%s</h%[1]d>\n", len(mark)-1, inline(rest(block)))
		default:
			html += list("ol")
		}
	}
	d := newDigest()
	for range passes {
		for _, c := range []byte(html) {
			d = (d ^ digest(c)) * 16777619
		}
	}
	return fmt.Sprintf("%d passes, %d blocks, %d characters, digest %x\n", passes, passes*len(blocks), passes*len(html), uint32(d))
}

// encoding/csv, whole cents instead of floats, and a map for each table.
func salesReport(t *testing.T, in input) string {
	all, err := csv.NewReader(strings.NewReader(in.text(t))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type sum struct {
		cents int64
		n     int
		towns map[string]bool
	}
	type sale struct {
		customer string
		cents    int64
	}
	months, customers, towns := map[string]sum{}, map[string]sum{}, map[string]sale{}
	for _, f := range all[1:] {
		cents, err := strconv.ParseInt(strings.Replace(f[4], ".", "", 1), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		month, customer, town := f[3][:len("2020-01")], strings.ToUpper(f[1]), f[2]
		months[month] = sum{cents: months[month].cents + cents, n: months[month].n + 1}
		s := customers[customer]
		if s.towns == nil {
			s.towns = map[string]bool{}
		}
		s.towns[town] = true
		s.cents += cents
		customers[customer] = s
		best, ok := towns[town]
		if !ok || cents > best.cents || cents == best.cents && f[1] < best.customer {
			towns[town] = sale{f[1], cents}
		}
	}
	money := func(cents int64) string {
		sign := ""
		if cents < 0 {
			sign, cents = "-", -cents
		}
		return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
	}
	var out strings.Builder
	for _, m := range slices.Sorted(maps.Keys(months)) {
		fmt.Fprintln(&out, m, months[m].n, money(months[m].cents))
	}
	names := slices.SortedFunc(maps.Keys(customers), func(a, b string) int {
		return cmp.Or(cmp.Compare(customers[b].cents, customers[a].cents), cmp.Compare(a, b))
	})
	for _, name := range names[:10] {
		fmt.Fprintln(&out, name, len(customers[name].towns), money(customers[name].cents))
	}
	for _, town := range slices.Sorted(maps.Keys(towns)) {
		fmt.Fprintf(&out, "%s: %s, %s\n", town, towns[town].customer, money(towns[town].cents))
	}
	return out.String()
}
