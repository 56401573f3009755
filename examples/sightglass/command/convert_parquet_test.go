package command

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestParquet: commands read of a Parquet file what they read of the recording that it
// was made of, from a file and from a pipe, and print the same: that is the oracle.
func TestParquet(t *testing.T) {
	whole, err := filepath.Abs("../testdata/recording.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	jsonl := read(t, whole)
	folder(t)
	put(t, "old.jsonl", jsonl)
	put(t, "a.csv", golden())
	put(t, "b.csv", strings.ReplaceAll(golden(), ",1", ",2"))
	files := map[string]string{}
	for _, name := range []string{"old.jsonl", "a.csv", "b.csv"} {
		r := sightglass(t, "", "convert", "--format", "parquet", name)
		if r.code != 0 || r.stderr != "" || !strings.HasPrefix(r.stdout, "PAR1") {
			t.Fatalf("%s: %d %s %.10q", name, r.code, r.stderr, r.stdout)
		}
		base, _, _ := strings.Cut(name, ".")
		files[base] = r.stdout
		put(t, base+".parquet", r.stdout)
	}
	named := strings.NewReplacer("old.parquet.jsonl", "old.jsonl", "old.parquet", "old.jsonl", "a.parquet", "a.csv", "b.parquet", "b.csv")
	for recordings, args := range map[string]string{
		"compare -o json old.jsonl":                  "compare -o json old.parquet",
		"compare -o json a.csv b.csv":                "compare -o json a.parquet b.parquet",
		"compare -o json --before-after a.csv b.csv": "compare -o json --before-after a.parquet b.csv",
		"summarize old.jsonl":                        "summarize -i parquet old.parquet",
		"convert -o jsonl old.jsonl":                 "convert -o jsonl old.parquet",
		"convert -o csv old.jsonl a.csv":             "convert -o csv old.parquet a.parquet",
		"check old.jsonl":                            "check old.parquet",
		"history --output-format json old.jsonl":     "history --output-format json old.parquet",
	} {
		want, got := sightglass(t, "", strings.Fields(recordings)...), sightglass(t, "", strings.Fields(args)...)
		if want.code != got.code || named.Replace(got.stdout) != named.Replace(want.stdout) || named.Replace(got.stderr) != named.Replace(want.stderr) || want.stdout == "" {
			t.Errorf("%s: code %d, want %d\n%.500s\nwant\n%.500s\n%s\nwant\n%s", args, got.code, want.code, got.stdout, want.stdout, got.stderr, want.stderr)
		}
	}
	if want, got := sightglass(t, golden(), "summarize", "-"), sightglass(t, files["a"], "summarize", "-"); want.stdout != got.stdout || got.code != 0 {
		t.Errorf("from a pipe: %+v, want %+v", got, want)
	}
	// A page carries it as lines, so that what is saved from there is what its name says.
	succeeds(t, "report", "-o", "old.html", "old.parquet")
	f, err := os.Open("old.html")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	carried, _, err := record.OpenPage(f, "old.html")
	if err != nil || len(carried) != 1 || carried[0].Name != "old.jsonl" {
		t.Fatalf("%v, %v", carried, err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(carried[0].Reader()); err != nil || text.String() != sightglass(t, "", "convert", "-o", "jsonl", "old.jsonl").stdout {
		t.Errorf("the page carries other lines: %v", err)
	}

	put(t, "cut.parquet", files["a"][:len(files["a"])/2])
	put(t, "empty.csv", "")
	for args, want := range map[string]string{
		"summarize cut.parquet":                             "cut.parquet: read Parquet: ",
		"summarize -i csv a.parquet":                        "it is an Apache Parquet file",
		"summarize -i parquet a.csv":                        "it does not begin like a Parquet file",
		"convert --format parquet empty.csv":                "no rows",
		"convert --format parquet missing.jsonl":            "missing.jsonl",
		"convert --format parquet a.csv a.parquet":          "of one recording",
		"benchmark --output-file x.parquet --raw noop.wasm": "sightglass convert --output-format parquet",
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want ... %s", args, r, want)
		}
	}
	// What could not be read is no reason to resume.
	damaged := 0
	for at := 4; at < 1000 && damaged < 3; at += 50 {
		changed := []byte(files["old"])
		changed[at] ^= 0xff
		put(t, "damaged.parquet", string(changed))
		for _, args := range []string{"summarize damaged.parquet", "convert -o csv damaged.parquet"} {
			r := sightglass(t, "", strings.Fields(args)...)
			if strings.Contains(r.stderr, "resum") {
				t.Errorf("byte %d, %s: %+v", at, args, r)
			}
			if strings.Contains(r.stderr, "damaged.parquet could not be read to its end; this is the part before: copy or convert it again") {
				damaged++
				if r.code == 0 {
					t.Errorf("byte %d, %s: %+v", at, args, r)
				}
			}
		}
	}
	if damaged == 0 {
		t.Error("no byte of the file's data was noticed")
	}
	// What is refused is left out, and the code says so; the file is whole.
	r := sightglass(t, golden()+"x\n", "convert", "--format", "parquet", "-")
	if got, want := sightglass(t, r.stdout, "convert", "-"), sightglass(t, golden(), "convert", "-"); r.code != exitFailed || got != want {
		t.Errorf("%d %s: %+v, want %+v", r.code, r.stderr, got, want)
	}
}

// duckdb runs queries on DuckDB, each of which prints its rows as CSV without a header:
// the command line, or Python's or Node's package.
func duckdb(t *testing.T, queries ...string) string {
	t.Helper()
	const python = `import sys, duckdb
for q in sys.argv[1:]:
    for row in duckdb.sql(q).fetchall(): print(",".join(str(v) for v in row))`
	const node = `const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
	const c = await (await DuckDBInstance.create(':memory:')).connect();
	for (const q of process.argv.slice(1))
		for (const row of (await c.runAndReadAll(q)).getRows()) console.log(row.join(','));
})();`
	for _, try := range []struct{ find, run []string }{
		{[]string{"duckdb", "-version"}, append([]string{"duckdb", "-csv", "-noheader", "-c"}, strings.Join(queries, ";"))},
		{[]string{"python3", "-c", "import duckdb"}, append([]string{"python3", "-c", python}, queries...)},
		{[]string{"node", "-e", "require('@duckdb/node-api')"}, append([]string{"node", "-e", node, "--"}, queries...)},
	} {
		if exec.Command(try.find[0], try.find[1:]...).Run() != nil {
			continue
		}
		out, err := exec.Command(try.run[0], try.run[1:]...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", try.run[0], err, out)
		}
		return strings.ReplaceAll(string(out), "\r\n", "\n")
	}
	t.Skip(`needs DuckDB: pip install duckdb, or npm install --global @duckdb/node-api and NODE_PATH="$(npm root -g)"`)
	return ""
}

// TestDuckDB: a query engine that knows nothing of this program reads the rows, and the
// header; summarize is the oracle of its numbers. What it writes is a recording again.
func TestDuckDB(t *testing.T) {
	whole, err := filepath.Abs("../testdata/recording.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	r := sightglass(t, "", "convert", "--format", "parquet", whole)
	if err := os.WriteFile("rows.parquet", []byte(r.stdout), 0o666); err != nil || r.code != 0 {
		t.Fatal(err, r.stderr)
	}
	got := duckdb(t,
		`SELECT arch, engine, coalesce(engine_flags, ''), wasm, phase, event, min(count), max(count) FROM 'rows.parquet' GROUP BY ALL ORDER BY ALL`,
		`SELECT json_extract_string(decode(value), '$.format') FROM parquet_kv_metadata('rows.parquet') WHERE decode(key) = 'sightglass.header.1'`,
		`COPY (SELECT * FROM 'rows.parquet' WHERE phase = 'Execution') TO 'execution.parquet'`)
	var want []string
	for i, line := range strings.Split(strings.TrimSpace(sightglass(t, "", "summarize", "-o", "csv", whole).stdout), "\n") {
		if f := strings.Split(line, ","); i > 0 {
			want = append(want, strings.Join(f[:8], ","))
		}
	}
	for _, line := range append(want, record.FormatVersion) {
		if !strings.Contains("\n"+got, "\n"+line+"\n") {
			t.Errorf("DuckDB does not say %s, but\n%s", line, got)
		}
	}
	all := sightglass(t, "", "convert", whole)
	header, _, _ := strings.Cut(all.stdout, "\n")
	execution := header + "\n"
	for line := range strings.Lines(all.stdout) {
		if strings.Contains(line, ",Execution,") {
			execution += line
		}
	}
	if r := sightglass(t, "", "convert", "execution.parquet"); r.code != 0 || r.stdout != execution {
		t.Errorf("DuckDB wrote %s\nwant\n%s", fmt.Sprintf("%+v", r), execution)
	}
}
