package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kind is which of the test binaries made by testBinaries this program is run as.
func kind() string { return strings.TrimSuffix(filepath.Base(os.Args[0]), ".test") }

// BenchmarkGoBench is for testBinaries: its value is exact, and that of slow is 11%
// more.
func BenchmarkGoBench(b *testing.B) {
	for kind() == "loop-forever" {
	}
	b.ReportMetric(map[bool]float64{false: 100_000, true: 111_000}[kind() == "slow"], "ns/op")
}

// BenchmarkGoBenchFails fails in those that are called so, and is not in another.
func BenchmarkGoBenchFails(b *testing.B) {
	switch {
	case strings.HasPrefix(kind(), "fails"):
		b.Fatal("it has failed")
	case kind() == "lacks":
		b.Skip("as if it did not exist")
	}
	b.ReportMetric(5000, "ns/op")
}

// testBinaries puts this test's program into the current folder, under names by
// which its benchmarks know what to do.
func testBinaries(t *testing.T, names ...string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.Symlink(program, name+".test"); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
}
