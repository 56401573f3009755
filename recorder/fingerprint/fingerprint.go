// Package fingerprint names machines, engines and benchmarks as the Rust original
// does: by an ID that ends in the beginning of a hash, with what is known beside it.
// They are what its database keeps of each.
//
// A hash is a SHA-256 whose bytes are written in hexadecimal without leading zeros,
// so that a byte 0x0a is "a": 49 to 64 digits as a rule, and not what sha256sum
// prints. The database holds hashes of that form.
package fingerprint

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ErrUnknown is the error of what a recording does not say, and what cannot be found
// out otherwise.
var ErrUnknown = errors.New("cannot be fingerprinted")

// unpadded writes bytes as this package's hashes are written.
func unpadded(sum []byte) string {
	var b strings.Builder
	for _, octet := range sum {
		b.WriteString(strconv.FormatUint(uint64(octet), 16))
	}
	return b.String()
}

// hashText is the hash of a text.
func hashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return unpadded(sum[:])
}

// hashHex is the hash that is padded in a recording, "" if it is none.
func hashHex(padded string) string {
	sum, err := hex.DecodeString(padded)
	if err != nil || len(sum) != sha256.Size {
		return ""
	}
	return unpadded(sum)
}

// hashFile is the hash of a regular file's content, and its size in bytes.
func hashFile(path string) (hash string, size uint64, err error) {
	f, err := record.OpenFile(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return "", 0, fmt.Errorf("read %s: %w", path, err)
	}
	return unpadded(h.Sum(nil)), uint64(n), nil
}

// slug is the part of a hash that is in an ID. Its hash has 32 digits at least.
func slug(hash string) string { return hash[:8] }

// text is a path as JSON and CSV can carry it.
func text(path string) string { return strings.ToValidUTF8(path, "\uFFFD") }
