package program

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain: started as an engine program, this test binary is one that runs nothing. Its
// flags say in what it lies: "compile=REPLY" answers compile with REPLY, in which ID is the
// request's number, and words without "=" are below.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(variable) != "":
		fake()
	case os.Getenv("SIGHTGLASS_TEST_PARENT") != "":
		parent()
	default:
		os.Exit(m.Run())
	}
}

// fake speaks the protocol.
func fake() {
	in := bufio.NewReader(os.Stdin)
	lies, deaf := map[string]string{}, false
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			if deaf {
				time.Sleep(time.Hour)
			}
			os.Exit(0)
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		if r.Do == "hello" {
			for lie := range strings.SplitSeq(r.Flags, ";") {
				do, answer, _ := strings.Cut(lie, "=")
				lies[do] = answer
			}
			_, deaf = lies["deaf"]
		}
		answer := map[string]string{
			"hello":       `{"id":ID,"protocol":1,"name":"fake","version":"v1","clock":"none"}`,
			"compile":     `{"id":ID,"nanoseconds":111}`,
			"instantiate": `{"id":ID,"nanoseconds":222}`,
			"call":        `{"id":ID,"nanoseconds":5000,"calls":[{"bench":"start","at":1000},{"bench":"end","at":1333}]}`,
		}[r.Do]
		if answer == "" {
			answer = `{"id":ID}`
		}
		if lie, ok := lies[r.Do]; ok {
			answer = lie
		}
		switch answer {
		case "die":
			fmt.Fprint(os.Stderr, "no more\nof this")
			os.Exit(7)
		case "hang":
			time.Sleep(time.Hour)
		case "long":
			answer = `{"id":ID,"name":"` + strings.Repeat("x", 2*maxReply) + `"}`
		case "half":
			fmt.Print(`{"id":`)
			os.Exit(0)
		case "noise": // the next line is written when nobody asks any more
			fmt.Println("some words")
			_, _ = in.ReadByte()
			time.Sleep(10 * time.Millisecond)
			answer = `{"id":ID}`
		case "shut":
			os.Stdout.Close()
			time.Sleep(time.Hour)
		}
		fmt.Println(strings.ReplaceAll(answer, "ID", fmt.Sprint(r.ID)))
	}
}
