package command

import (
	"strings"

	"github.com/spf13/cobra"
)

// examples are those of each command's help. A test reads their flags.
const examples = `
sightglass benchmark
sightglass benchmark -e wazero,wazero@v1.9.0 app.wasm
sightglass benchmark -p 20 -i 10 -o page.html app.wasm

sightglass ab main
sightglass ab v1.9.0 --engine wazero app.wasm
sightglass ab HEAD~1 --worker ./cmd/bench --fail-on changed-worse --confirm

sightglass ci --worker ./cmd/bench app.wasm
sightglass ci --base origin/main --worker ./cmd/bench --fail-on unsure
sightglass ci --worker ./cmd/bench --name compiler --max-time 10m app.wasm

sightglass gobench main
sightglass gobench main -- -bench=Parse ./parser
sightglass gobench HEAD~1 HEAD --until decided --max-time 10m

sightglass profile app.wasm
sightglass profile -e wazero,wazero@v1.9.0 app.wasm
sightglass profile -o difference.pb.gz before.wasm after.wasm

sightglass code --function main app.wasm
sightglass code --function 'sort*' -e wazero,wazero@v1.9.0 app.wasm
sightglass code --function 12 -f markdown before.wasm after.wasm

sightglass plan -e wazero,wazero@v1.9.0 -p 40 app.wasm
sightglass plan --trial -o nightly.json
sightglass benchmark --plan plan.json --share 3/8 -o share-3.jsonl

sightglass fleet slurm --nodes 8 -e wazero,wazero@v1.9.0 -p 40 app.wasm
sightglass fleet ssh host1 host2 host3 -p 30 app.wasm
sightglass fleet kubernetes --nodes 4 --image bench:1 --claim out --dry-run

sightglass init
sightglass init --expect testdata
sightglass init --force

sightglass report
sightglass report -o page.html before.jsonl after.jsonl
sightglass report --baseline wazero latest

sightglass compare
sightglass compare before.jsonl after.jsonl
sightglass compare --phase execution --fail-on changed-worse latest

sightglass history recordings/
sightglass history -o page.html --by commit recordings/
sightglass history --fail-on changed-worse --max-age 36h recordings/

sightglass summarize
sightglass summarize -o csv rows.jsonl
sightglass summarize before.jsonl after.jsonl

sightglass analyze
sightglass analyze rows.csv
sightglass analyze -o json before.jsonl after.jsonl

sightglass convert -o csv rows.jsonl
sightglass convert -o gobench latest
sightglass convert -o bmf rows.jsonl

sightglass check
sightglass check rows.jsonl
sightglass check before.jsonl after.jsonl

sightglass calibrate
sightglass calibrate --phase execution
sightglass calibrate -m perf-counters

sightglass selfcheck app.wasm
sightglass selfcheck -p 20 app.wasm
sightglass selfcheck --file check.jsonl

sightglass soak
sightglass soak app.wasm
sightglass soak --instantiations 100000 -p 0 app.wasm

sightglass validate app.wasm
sightglass validate --whole app.wasm
sightglass validate all.suite

sightglass mix app.wasm
sightglass mix all.suite
sightglass mix -f csv benchmarks/ > metrics.csv

sightglass doctor
sightglass doctor | less
sightglass doctor && sightglass benchmark

sightglass engines
sightglass engines | less
sightglass engines --help

sightglass builds
sightglass builds --clear
sightglass builds --clear wazero@v1.9.0

sightglass clean --dry-run
sightglass clean
sightglass clean --dry-run | less

sightglass fingerprint --kind machine
sightglass fingerprint -k benchmark app.wasm
sightglass fingerprint -k engine -o csv wazero

sightglass upload-elastic
sightglass upload-elastic --server https://elastic.example.org rows.jsonl
sightglass upload-elastic --dry-run latest | less

sightglass man | man -l -
sightglass man ~/.local/share/man/man1 && man sightglass-compare
sightglass man /usr/local/share/man/man1

sightglass version
sightglass --version
sightglass engines     # the versions of engines
`

// addExamples adds to each command its part of examples: a block, whose first line
// has its name.
func addExamples(root *cobra.Command) {
	for block := range strings.SplitSeq(strings.Trim(examples, "\n"), "\n\n") {
		if cmd, _, err := root.Find(strings.Fields(block)[1:2]); err == nil {
			cmd.Example = "  " + strings.ReplaceAll(block, "\n", "\n  ")
		}
	}
}
