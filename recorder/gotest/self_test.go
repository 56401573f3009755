package gotest_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// This test's program is also the test binary that TestSelf records: what its
// benchmark does is chosen by a flag of its own.
var misbehave = flag.String("misbehave", "", "what BenchmarkSelf does: nothing by default")

func TestMain(m *testing.M) {
	flag.Parse()
	if *misbehave != "" {
		fmt.Println("Benchmark setup\ttook 5 ms") // as programs do
	}
	if *misbehave == "no run" {
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// first is whether a benchmark is run to see that it exists.
func first() bool {
	return flag.Lookup("test.benchtime").Value.String() == "1x" && flag.Lookup("test.count").Value.String() == "1" && flag.Lookup("test.bench").Value.String() == "Self"
}

func BenchmarkSelf(b *testing.B) {
	if *misbehave == "" {
		b.Skip("it is for TestSelf")
	}
	for _, name := range []string{"a b", "x=1/y", `(odd)[|\$.*-8`, "", "a b"} {
		b.Run(name, func(b *testing.B) {
			b.ReportMetric(float64(10+len(name)), "ns/op")
			b.ReportMetric(12.25, "hits/op")
			b.ReportMetric(-1, "delta")
			b.SetBytes(1)
			b.ReportMetric(2.5, "MB/s")
			b.Log("a line")
			fmt.Print("and a part of one")
		})
	}
	b.Run("bad", func(b *testing.B) {
		b.ReportMetric(7, "ns/op")
		switch {
		case *misbehave == "fatal":
			b.Fatal("it has failed")
		case *misbehave == "panic":
			crash("at once")
		case first():
		case *misbehave == "late fatal":
			b.Fatal("it has failed")
		case *misbehave == "late panic":
			crash("too late")
		case *misbehave == "exit 3":
			os.Exit(3)
		case *misbehave == "skip":
			b.Skip("no more")
		case *misbehave == "kill":
			p, _ := os.FindProcess(os.Getpid())
			_ = p.Kill()
			time.Sleep(time.Minute)
		case *misbehave == "hang":
			child := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=Self/bad", "-misbehave=hang")
			child.Stdout = os.Stdout // which it keeps open
			_ = child.Start()
			time.Sleep(time.Minute)
		}
	})
}

// crash panics in a goroutine of its own. In one of package testing's the deferred
// calls say first that the benchmark has ended, and its process may then print a
// result and exit with 0 before the panic ends it.
func crash(why string) {
	go panic(why)
	select {}
}

// twoOf copies this test's program to two files, and returns their names.
func twoOf(t *testing.T) (old, new string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"old.test", "new.test"} {
		from, err := os.Open(os.Args[0])
		if err != nil {
			t.Fatal(err)
		}
		to, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY, 0o755)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(to, from)
		from.Close()
		if closeErr := to.Close(); err != nil || closeErr != nil {
			t.Fatal(err, closeErr)
		}
	}
	return filepath.Join(dir, "old.test"), filepath.Join(dir, "new.test")
}
