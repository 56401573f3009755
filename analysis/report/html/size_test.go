package html

import (
	"bytes"
	"os"
	"testing"
)

func TestSizeOfSuite(t *testing.T) {
	r := suite{2, 100, 10, 10, 0.02}.report(t)
	var b bytes.Buffer
	if err := WriteReport(&b, r); err != nil {
		t.Fatal(err)
	}
	t.Log(b.Len())
	if f := os.Getenv("KEEP"); f != "" {
		os.WriteFile(f, b.Bytes(), 0o644)
	}
}
