package record

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

const pageBegins = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"sightglass\">\n</head>\n"

func inPage(name, text string) string {
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	_, _ = io.WriteString(gz, text)
	_ = gz.Close()
	return fmt.Sprintf(`<script type="%s" id="file-0" %s="%s">%s</script>`+"\n", PageType, PageName, name, base64.StdEncoding.EncodeToString(b.Bytes()))
}

const inside = "x86_64,e,,noop.wasm,7,0,Execution,cycles,56\n"

// TestOpenPage: a page gives what it was given, byte by byte, whichever way it comes,
// and one that does not have all of it gives nothing.
func TestOpenPage(t *testing.T) {
	const end = "</body>\n</html>\n"
	whole := pageBegins + inPage("a.csv", inside) + inPage("dir/b &#34;&gt;.csv", inside+inside) + end
	for name, page := range map[string]string{"whole": whole, "with a byte order mark": "\ufeff" + whole, "below blank lines": "\r\n \n" + whole} {
		for _, r := range []io.Reader{strings.NewReader(page), iotest.OneByteReader(strings.NewReader(page))} {
			carried, _, err := OpenPage(r, "p.html")
			if err != nil || len(carried) != 2 || carried[0].Name != "a.csv" || carried[1].Name != `b ">.csv` {
				t.Fatalf("%s: %v, %v", name, carried, err)
			}
			for i, want := range []string{inside, inside + inside} {
				if b, err := io.ReadAll(carried[i].Reader()); err != nil || string(b) != want {
					t.Errorf("%s: %q, %v", name, b, err)
				}
			}
		}
	}
	for n := len(pageBegins); n < len(strings.TrimSpace(whole)); n++ {
		if carried, _, err := OpenPage(strings.NewReader(whole[:n]), "p.html"); !errors.Is(err, ErrPage) || !strings.Contains(err.Error(), "cut off") {
			t.Fatalf("the first %d bytes of %d: %d recordings, %v", n, len(whole), len(carried), err)
		}
	}
	for want, page := range map[string]string{
		"carries none":             pageBegins + end,
		`does not carry "big.csv"`: pageBegins + inPage("a.csv", inside) + `<script type="` + PageType + `" data-name="big.csv"></script>` + end,
	} {
		if carried, _, err := OpenPage(strings.NewReader(page), "p.html"); len(carried) > 0 || !errors.Is(err, ErrPage) || !strings.HasPrefix(err.Error(), "p.html: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, %v, want %s", carried, err, want)
		}
	}
	// Damage anywhere in the packed text is an error, and never another recording.
	at := strings.Index(whole, "H4sI")
	for i := at; whole[i] != '<'; i++ {
		c := byte('A')
		if whole[i] == c {
			c = 'B'
		}
		carried, _, err := OpenPage(strings.NewReader(whole[:i]+string(c)+whole[i+1:]), "p.html")
		if err != nil {
			if carried != nil || !errors.Is(err, ErrPage) || !strings.Contains(err.Error(), `"a.csv" in it is damaged`) {
				t.Errorf("damaged at %d: %v", i-at, err)
			}
			continue
		}
		if b, err := io.ReadAll(carried[0].Reader()); err != nil || string(b) != inside { // bits that mean nothing
			t.Errorf("damaged at %d: %q, %v", i-at, b, err)
		}
	}
}

// TestNotAPage: anything else comes back as it was.
func TestNotAPage(t *testing.T) {
	for _, text := range []string{"", " \n", "\ufeff", "\ufeff" + inside, inside, "<", "<!doc", "<svg></svg>", "<!DOCTYPE html><title>x</title>" + inPage("a.csv", inside) + "</html>"} {
		carried, rest, err := OpenPage(strings.NewReader(text), "x")
		if err != nil || carried != nil {
			t.Errorf("%q: %v, %v", text, carried, err)
			continue
		}
		if b, err := io.ReadAll(rest); err != nil || string(b) != text {
			t.Errorf("%q: %q, %v", text, b, err)
		}
	}
	broken := errors.New("broken")
	if _, _, err := OpenPage(io.MultiReader(strings.NewReader(pageBegins), iotest.ErrReader(broken)), "x"); !errors.Is(err, broken) {
		t.Error(err)
	}
}

// FuzzPage: whatever a page holds, it is read to its end or refused with ErrPage; what is
// no page comes back whole.
func FuzzPage(f *testing.F) {
	f.Add([]byte(pageBegins + inPage("a.csv", inside) + "</html>"))
	f.Add([]byte(pageBegins + inPage("", "") + "<script type=\"" + PageType + "\">AAAA</script></html>"))
	f.Add([]byte("\ufeff \n<html><script"))
	f.Fuzz(func(t *testing.T, input []byte) {
		carried, rest, err := OpenPage(bytes.NewReader(input), "fuzz")
		switch {
		case err != nil:
			if !errors.Is(err, ErrPage) || rest != nil || carried != nil {
				t.Fatalf("%v, %v, %v", carried, rest, err)
			}
		case len(carried) == 0:
			if b, err := io.ReadAll(rest); err != nil || !bytes.Equal(b, input) {
				t.Fatalf("%q came back as %q, %v", input, b, err)
			}
		}
		for _, c := range carried {
			if _, err := io.Copy(io.Discard, c.Reader()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
